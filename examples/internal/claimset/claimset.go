// Package claimset finds the files on a command line whose claims are spread over
// several of them, as CMS's claim feed and Synthea write them, opens files of
// claims, and takes stays from files of stays or claims.
package claimset

import (
	"errors"
	"io"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules/claimfile"
)

// Group returns the files in the order given, each alone but for those that hold
// parts of the same claims, which are together where the first of them stands.
func Group(names []string) (sets [][]string) {
	at := map[claimfile.Format]int{}
	for _, name := range names {
		format := partOf(name)
		if i, have := at[format]; have && format != 0 {
			sets[i] = append(sets[i], name)
			continue
		}
		if format != 0 {
			at[format] = len(sets)
		}
		sets = append(sets, []string{name})
	}
	return sets
}

// partOf returns the format of a file that holds parts of claims, 0 of others.
func partOf(name string) claimfile.Format {
	if name == "-" { // which can be read once
		return 0
	}
	f, err := command.Open(name, nil)
	if err != nil {
		return 0
	}
	defer f.Close()
	in, _, err := Plain(name, f)
	if err != nil {
		return 0
	}
	head, _ := in.Peek(peeked)
	if !claimfile.IsPart(head) {
		return 0
	}
	return claimfile.FormatOf(head)
}

// Label returns what a set of files is called in messages.
func Label(names []string) string {
	labels := make([]string, len(names))
	for i, name := range names {
		labels[i] = command.Label(name)
	}
	return strings.Join(labels, " + ")
}

// Open opens a set of files as one file of claims. Close ends it.
func Open(names []string, stdin io.Reader, opts claimfile.Options) (r *claimfile.Reader, closing func() error, err error) {
	var parts []claimfile.Part
	var open []io.Closer
	closing = func() error {
		var all []error
		for _, f := range open {
			all = append(all, f.Close())
		}
		return errors.Join(all...)
	}
	for _, name := range names {
		f, err := command.Open(name, stdin)
		if err != nil {
			return nil, nil, errors.Join(err, closing())
		}
		open = append(open, f)
		parts = append(parts, claimfile.Part{Name: command.Label(name), Input: f})
	}
	if len(parts) == 1 {
		return claimfile.NewReader(parts[0].Name, parts[0].Input, opts), closing, nil
	}
	return claimfile.NewJoin(parts, opts), closing, nil
}
