// Package outfile writes the output file of an example program, which is there
// whole or not at all, also when the program is interrupted, and compressed with
// gzip if its name ends in .gz.
package outfile

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A File is written under a temporary name in the folder of its own, which it
// takes when it is committed.
type File struct {
	file   *os.File
	zip    *gzip.Writer // nil for none
	name   string       // to take; empty once it is decided, and for a device or pipe
	decide func()       // ends the watch for interrupts
}

// Write writes to the file.
func (f *File) Write(b []byte) (int, error) {
	if f.zip != nil {
		return f.zip.Write(b)
	}
	return f.file.Write(b)
}

func newFile(file *os.File, name, asked string, decide func()) *File {
	f := &File{file: file, name: name, decide: decide}
	if strings.HasSuffix(strings.ToLower(asked), ".gz") {
		f.zip = gzip.NewWriter(file)
	}
	return f
}

// Create opens the file of that name for writing. It is an error when the file
// is one of the inputs, the standard input, or what another argument of the
// program names, by whatever name or link. "-" is the standard output. A device
// or pipe is written as it is; a link stays one, also where it leads to no file
// yet.
func Create(name string, inputs ...string) (*File, error) {
	if name == "" {
		return nil, errors.New("-o wants the name of a file")
	}
	if name == "-" {
		return newFile(os.Stdout, "", "", func() {}), nil
	}
	asked, mode := name, os.FileMode(0o666)
	if target, err := os.Stat(name); err == nil {
		if in, err := os.Stdin.Stat(); err == nil && in.Mode().IsRegular() && os.SameFile(in, target) {
			return nil, fmt.Errorf("-o %s would overwrite the standard input", name)
		}
		for _, in := range slices.Concat(inputs, others(os.Args, name)) {
			if info, err := os.Stat(in); err == nil && os.SameFile(info, target) {
				return nil, fmt.Errorf("-o %s would overwrite the input", name)
			}
		}
		if !target.Mode().IsRegular() {
			f, err := os.OpenFile(name, os.O_WRONLY, 0)
			return newFile(f, "", asked, func() {}), err
		}
		mode = target.Mode().Perm()
	}
	name = leadsTo(name)
	f, err := os.OpenFile(fmt.Sprintf("%s.%08x.tmp", name, rand.Uint32()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err // whose name is not the one that was given
		}
		return nil, fmt.Errorf("-o %s: %w", name, err)
	}
	return newFile(f, name, asked, watch(f)), nil
}

// others returns what the arguments of a program may name beside its output, so
// that no input is forgotten: each, or what is behind the = of a flag, but for the
// output once.
func others(args []string, output string) []string {
	var all []string
	for _, a := range args[min(1, len(args)):] {
		if _, value, ok := strings.Cut(a, "="); ok && strings.HasPrefix(a, "-") {
			a = value
		}
		all = append(all, a)
	}
	if i := slices.Index(all, output); i >= 0 {
		all = slices.Delete(all, i, i+1)
	}
	return all
}

// WriteFile writes a whole file of its own.
func WriteFile(name string, data []byte) error {
	f, err := Create(name)
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Commit()
}

// Ending are the signals that ask a program to end: an interrupt, and that its
// terminal is closed.
func Ending() []os.Signal { return slices.Clone(ending) }

// leadsTo follows links to the file that is there, or that would be.
func leadsTo(name string) string {
	for range 40 {
		to, err := os.Readlink(name)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return name
}

// interrupted is the exit status of a program that an interrupt ends, as shells
// have it.
const interrupted = 130

// watch ends the program on an interrupt or when its terminal is closed, the
// file removed, until the function that it returns is called.
func watch(f *os.File) (end func()) {
	interrupts, done := make(chan os.Signal, 1), make(chan struct{})
	for _, s := range ending {
		if !signal.Ignored(s) {
			signal.Notify(interrupts, s)
		}
	}
	go func() {
		select {
		case <-interrupts:
			f.Close() // where files that are open can't be removed
			os.Remove(f.Name())
			os.Exit(interrupted)
		case <-done:
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(interrupts)
		close(done)
	})
}

// close leaves the standard output open, which is not ours.
func (f *File) close() error {
	if f.file == os.Stdout {
		return nil
	}
	return f.file.Close()
}

// Commit closes the file, when its bytes are on the disk, and gives it its name.
func (f *File) Commit() error {
	defer f.decide()
	var err error
	if f.zip != nil {
		err = f.zip.Close()
	}
	if f.name != "" {
		err = errors.Join(err, f.file.Sync())
	}
	if err = errors.Join(err, f.close()); err != nil || f.name == "" {
		return err
	}
	err = os.Rename(f.file.Name(), f.name)
	if err == nil {
		f.name = ""
	}
	return err
}

// Discard closes and removes the file, unless it was committed.
func (f *File) Discard() {
	defer f.decide()
	f.close()
	if f.name != "" {
		os.Remove(f.file.Name())
		f.name = ""
	}
}
