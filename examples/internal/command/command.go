// Package command is what the command lines of the example programs have in
// common: exit statuses, flags, and what is said about bad inputs.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// The exit statuses of every example. Of several the highest counts.
const (
	Done     = 0 // done, and nothing to report
	Reported = 1 // done, and something to report: findings, claims or stays left out, codes or files not recognised
	Failed   = 2 // not done: the command line is wrong, an input can't be read to its end or is empty, the output can't be written
)

const statuses = `Exit status: 0 done, nothing to report; 1 done, with something to report (findings,
claims or stays left out, codes or files not recognised); 2 not done (a wrong
command line, an input that can't be read to its end or is empty, output that can't
be written); 130 interrupted, the output file left as it was.
`

// ErrLeftOut says that something of the input is not in the output.
var ErrLeftOut = errors.New("left out")

// ErrTold says that there is something to report, and that it has been told.
var ErrTold = errors.New("told before")

// Status tells an error, and returns the exit status of a program that it ends.
func Status(program string, err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return Done
	}
	if errors.Is(err, ErrTold) {
		return Reported
	}
	fmt.Fprintf(stderr, "%s: %v\n", program, err)
	if errors.Is(err, ErrLeftOut) {
		return Reported
	}
	return Failed
}

// Parse parses a command line of flags and then files or other words. With -h it
// prints the usage, the flags and the exit statuses, and returns [flag.ErrHelp].
// A flag behind the first word is an error: package flag would take it for a word.
func Parse(flags *flag.FlagSet, usage string, args []string, stderr io.Writer) error {
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	err := flags.Parse(args)
	flags.SetOutput(stderr)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(stderr, "usage: %s\n\n", strings.TrimSpace(usage))
		flags.PrintDefaults()
		fmt.Fprint(stderr, "\n", statuses)
		return err
	}
	if err != nil {
		return fmt.Errorf("%w; -h shows the flags", err)
	}
	words := flags.Args()
	if n := len(args) - len(words); n > 0 && args[n-1] == "--" {
		return nil // what follows is meant as it stands
	}
	for _, word := range words {
		if len(word) > 1 && word[0] == '-' {
			return fmt.Errorf("%s stands behind %s; flags come first (a file of such a name is ./%s)", word, words[0], word)
		}
	}
	return nil
}

// Count returns a number of things in words: "1 claim", "2 claims".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Label returns what an input is called in messages and results.
func Label(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// Open opens a file of claims or stays; "-" is the standard input.
func Open(name string, stdin io.Reader) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is a folder; name the files in it", name)
	}
	return f, nil
}

// mostComplaints is how many complaints about a file are told; all are counted.
const mostComplaints = 10

// Complaints tell what is wrong with parts of a file: of the first ones what it
// is, of the others how many there are.
type Complaints struct {
	Program, File string
	To            io.Writer
	N             int // so far
}

// Add takes a complaint.
func (c *Complaints) Add(err error) {
	if c.N++; c.N <= mostComplaints {
		fmt.Fprintf(c.To, "%s: %v\n", c.Program, err)
	}
}

// End tells how many complaints were not told.
func (c *Complaints) End() {
	if more := c.N - mostComplaints; more > 0 {
		fmt.Fprintf(c.To, "%s: %s: %d more\n", c.Program, c.File, more)
	}
}

// Columns are what the columns of a table hold, by their names, as the flag
// -columns says it: name=field,…
type Columns map[string]string

// ColumnsUsage says what the flag -columns is for.
const ColumnsUsage = "what columns of a table hold whose names don't say it, as `name=field,…`; nothing behind the sign passes a column over"

// String implements [flag.Value].
func (c Columns) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(c)) {
		all = append(all, name+"="+c[name])
	}
	return strings.Join(all, ",")
}

// Set implements [flag.Value]. The flag may stand several times.
func (c *Columns) Set(text string) error {
	for pair := range strings.SplitSeq(text, ",") {
		if pair == "" {
			continue
		}
		name, field, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return fmt.Errorf("%q: want name=field", pair)
		}
		if *c == nil {
			*c = Columns{}
		}
		(*c)[strings.TrimSpace(name)] = strings.TrimSpace(field)
	}
	return nil
}

// Read reads the release at the path that a flag gives: a folder, a zip or a
// file. What says what the flag wants, for errors.
func Read[R any](flag, path, what string, read func(fs.FS) (R, error)) (R, error) {
	fsys, err := source.Open(path)
	var r R
	if err == nil {
		r, err = read(fsys)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("-%s: want %s: %w", flag, what, err)
	case errors.Is(err, medcode.ErrLayout), errors.Is(err, medcode.ErrNoFile):
		err = fmt.Errorf("-%s %s: want %s: %w\n  (go run ./examples/inspect PATH tells what a file or folder is)", flag, path, what, err)
	case err != nil:
		err = fmt.Errorf("-%s %s: %w", flag, path, err)
	}
	return r, err
}
