package export

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	pgzip "github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// File is a dump on its way: nothing stands under its name before Commit.
type File struct {
	io.Writer
	path string
	tmp  *os.File
	buf  *bufio.Writer
	comp io.Closer // nil without compression
}

// Create begins a dump at path. A name ending in .gz or .zst is compressed. The same content gives the
// same bytes: neither format gets a time or a name.
func Create(path string) (*File, error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return nil, createError(path, err)
	}
	f := &File{path: path, tmp: tmp, buf: bufio.NewWriterSize(tmp, 1<<20)}
	f.Writer = f.buf
	switch {
	case strings.HasSuffix(path, ".gz"):
		z, err := pgzip.NewWriterLevel(f.buf, gzip.DefaultCompression)
		if err != nil {
			return nil, errors.Join(err, f.Abort())
		}
		f.Writer, f.comp = z, z
	case strings.HasSuffix(path, ".zst"):
		z, err := zstd.NewWriter(f.buf, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return nil, errors.Join(err, f.Abort())
		}
		f.Writer, f.comp = z, z
	}
	return f, nil
}

// createError names the file that is wanted, not the temporary one.
func createError(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("create %s: %w: does the folder exist?", path, err)
	}
	return fmt.Errorf("create %s: %w", path, err)
}

// Commit finishes the file and gives it its name.
func (f *File) Commit() error {
	if f.comp != nil {
		if err := f.comp.Close(); err != nil {
			return f.failed(err)
		}
	}
	if err := f.buf.Flush(); err != nil {
		return f.failed(err)
	}
	if err := f.tmp.Chmod(0o644); err != nil {
		return f.failed(err)
	}
	if err := f.tmp.Sync(); err != nil {
		return f.failed(err)
	}
	if err := f.tmp.Close(); err != nil {
		return f.failed(err)
	}
	if err := os.Rename(f.tmp.Name(), f.path); err != nil {
		return f.failed(err)
	}
	return nil
}

func (f *File) failed(err error) error {
	_ = f.Abort()
	return fmt.Errorf("write %s: %w", f.path, err)
}

// Abort removes what was written. After Commit it does nothing.
func (f *File) Abort() error {
	_ = f.tmp.Close() // a second Close tells nothing new
	if err := os.Remove(f.tmp.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// Open opens a file that Create wrote, unpacked by its name.
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasSuffix(path, ".gz"):
		z, err := pgzip.NewReader(bufio.NewReader(f))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
		}
		return unpacked{z, f}, nil
	case strings.HasSuffix(path, ".zst"):
		z, err := zstd.NewReader(f)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
		}
		return unpacked{z.IOReadCloser(), f}, nil
	}
	return f, nil
}

// unpacked closes the file below a decompressor with it.
type unpacked struct {
	io.ReadCloser
	file *os.File
}

func (u unpacked) Close() error { return errors.Join(u.ReadCloser.Close(), u.file.Close()) }
