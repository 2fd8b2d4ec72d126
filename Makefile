# What a newcomer needs: make demo, make test. The rest is for those who work on it.

GO       ?= go
# The Go toolchain named in go.mod is enough; nothing is fetched besides modules.
export CGO_ENABLED ?= 0
BIN      := bin/crawler
LDFLAGS  := -s -w
SHARED   ?= ../shared
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

N        ?= 200

.PHONY: build demo test race vet lint quality bench growth crash clean

build: ## the static binary, bin/crawler
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o $(BIN) ./cmd/crawler

demo: build ## build, crawl the bundled newsroom, export, show what was found
	./$(BIN) demo

test: ## all tests
	$(GO) test -timeout 20m ./...

race: ## all tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./...

vet:
	$(GO) vet ./...

lint: vet ## vet, gofmt, staticcheck
	@out=$$(gofmt -l .); if [ -n "$$out" ]; then echo "gofmt: $$out"; exit 1; fi
	$(GO) run $(STATICCHECK) ./...

quality: build ## score every set of $(SHARED)/data against the peers, write docs/quality.md
	cd bench && $(GO) run ./cmd/quality -shared ../$(SHARED) -out ../docs/quality.md

bench: ## the benchmarks of every room
	$(GO) test -run '^$$' -bench . -benchmem ./...

crash: ## kill the crawler N times, lose the power under its store N times, and look each time at what is left
	KABAR_CRASH_ROUNDS=$(N) $(GO) test ./cmd/crawler -run 'TestCrash$$' -count=1 -v -timeout 2h
	KABAR_CRASH_ROUNDS=$(N) $(GO) test ./store/bolt -run 'TestPowerLoss' -count=1 -v -timeout 2h

growth: ## what grows with the documents, up to a million, drawn as docs/growth.svg; takes some minutes and 4 GB
	$(GO) test ./store/bolt -timeout 60m -run '^$$' -bench Growth -growth 10000,100000,1000000 -benchtime 2000x | tee growth.txt
	cd bench && $(GO) run ./cmd/growth < ../growth.txt > ../docs/growth.svg
	rm growth.txt

clean:
	rm -rf bin demo-data
