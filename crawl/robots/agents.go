package robots

import "slices"

// aiAgents are the product tokens under which AI companies gather: for training, for the index of an answering
// service, at a user's word; and tokens that are no crawler but only say yes or no to such a use (the
// "-Extended" ones). Each is published by its operator. Tokens that serve a search engine or link previews
// as well are left out, since refusing them says nothing about AI. In byte order.
var aiAgents = []string{
	"AI2Bot",
	"AI2Bot-DeepResearchEval",
	"Ai2Bot-Dolma",
	"Amazonbot",
	"Applebot-Extended",
	"Bytespider",
	"CCBot",
	"ChatGPT-User",
	"Claude-SearchBot",
	"Claude-User",
	"Claude-Web",
	"ClaudeBot",
	"Cotoyogi",
	"DeepSeekBot",
	"Diffbot",
	"DuckAssistBot",
	"FacebookBot",
	"FirecrawlAgent",
	"GPTBot",
	"Gemini-Deep-Research",
	"Google-CloudVertexBot",
	"Google-Extended",
	"Google-NotebookLM",
	"ICC-Crawler",
	"Kangaroo",
	"LinerBot",
	"Meta-ExternalAgent",
	"Meta-ExternalFetcher",
	"MistralAI-User",
	"OAI-SearchBot",
	"PanguBot",
	"Perplexity-User",
	"PerplexityBot",
	"PhindBot",
	"SBIntuitionsBot",
	"Timpibot",
	"VelenPublicWebCrawler",
	"YouBot",
	"anthropic-ai",
	"cohere-ai",
	"cohere-training-data-crawler",
	"iaskspider",
	"img2dataset",
	"omgili",
	"omgilibot",
	"webzio-extended",
}

// RefusedAI are the AI crawlers that have a group of their own which refuses the address, in byte order. What is
// said to all agents is not counted: it means crawlers, not AI.
func (f *File) RefusedAI(url string) []string {
	var out []string
	path := pathOf(url)
	for _, agent := range aiAgents {
		if g := f.groups[lower(agent)]; g != nil && !f.allows(g, path) {
			out = append(out, agent)
		}
	}
	return slices.Clip(out)
}
