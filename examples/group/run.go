package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules/claimfile"
)

//go:embed stays.csv
var samples string

// run is the program.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return command.Done
	}
	a := &app{options: o, stdin: stdin, stderr: stderr}
	if err == nil {
		a.fixed, err = fixedVersion(o)
	}
	if err == nil && o.carry {
		a.carrier, err = carry.New(cmdata.Library(), pcsdata.Library(), a.fixed.effective.From)
	}
	if err == nil {
		err = a.open(stdout)
	}
	if err != nil {
		fmt.Fprintln(stderr, "group:", err)
		return command.Failed
	}
	return a.run()
}

// An app is a run of the program.
type app struct {
	*options
	stdin  io.Reader
	stderr io.Writer
	out    io.Writer
	file   *outfile.File // that out is, with -o

	fixed    *version       // nil when the stays say
	carrier  *carry.Carrier // nil without -carry
	report   *report
	progress *progress
	status   int
	notes    notes
	found    bool // the stay to explain

	// Lines among which the stay to explain may be, since they could not be read.
	unread      int
	unreadLines []error // the first of them
}

const mostUnread = 20

// open opens the output.
func (a *app) open(stdout io.Writer) error {
	a.out = stdout
	if a.output == "" {
		return nil
	}
	f, err := outfile.Create(a.output, a.files...)
	a.out, a.file = f, f
	return err
}

func (a *app) run() int {
	switch {
	case a.answers:
		a.report = &answers
	case len(a.files) == 0:
		a.report = &table
	case strings.HasSuffix(strings.TrimSuffix(strings.ToLower(a.output), ".gz"), ".csv"):
		a.report = &csvRows
	default:
		a.report = &rows
	}
	a.progress = newProgress(a.stderr, size(a.files))
	err := a.all()
	a.progress.clear()
	if a.file != nil && err == nil {
		err = a.file.Commit()
	}
	if a.file != nil && err != nil {
		a.file.Discard()
	}
	if err != nil {
		fmt.Fprintln(a.stderr, "group:", err)
		return command.Failed
	}
	if len(a.files) == 0 {
		a.notes.survey = stayfile.Survey{} // one of the samples shows such a stay
	}
	for _, n := range a.notes.all() {
		fmt.Fprintln(a.stderr, "group:", n)
	}
	if a.notes.wanting() {
		a.status = max(a.status, command.Reported)
	}
	if a.explain != "" && !a.found {
		for _, err := range a.unreadLines {
			a.complain(err, command.Reported)
		}
		err := fmt.Errorf("no stay %q", a.explain)
		if a.unread > 0 {
			err = fmt.Errorf("%w among those that can be read; it may be in the %s that can't", err, count(a.unread, "line"))
		}
		a.complain(err, command.Reported)
	}
	return a.status
}

// size returns the size of files in all, 0 when one has none.
func size(files []string) int64 {
	var total int64
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			return 0
		}
		total += info.Size()
	}
	return total
}

// all groups every file. The error is one of writing; others are complaints.
func (a *app) all() error {
	if a.explain == "" {
		if _, err := io.WriteString(a.out, a.report.header); err != nil {
			return &writeError{err}
		}
	}
	if len(a.files) == 0 {
		return a.one("stays.csv", strings.NewReader(samples))
	}
	for _, set := range claimset.Group(a.files) {
		var err error
		if len(set) > 1 {
			err = a.joined(set)
		} else {
			err = a.named(set[0])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// joined groups the stays of files that hold claims together.
func (a *app) joined(names []string) error {
	r, closing, err := claimset.Open(names, a.stdin, claimfile.Options{Columns: a.columns})
	if err != nil {
		a.complain(err, command.Failed)
		return nil
	}
	return errors.Join(a.claims(claimset.Label(names), r), closing())
}

func (a *app) named(name string) error {
	f, err := command.Open(name, a.stdin)
	if err != nil {
		a.complain(err, command.Failed)
		return nil
	}
	defer f.Close()
	return a.one(command.Label(name), f)
}

func (a *app) one(name string, src io.Reader) error {
	in, note, err := claimset.Plain(name, a.progress.reader(src))
	if err != nil {
		a.complain(err, command.Failed)
		return nil
	}
	if note != "" {
		a.progress.clear()
		fmt.Fprintln(a.stderr, "group:", note)
	}
	if claimset.OfClaims(in, a.columns) {
		return a.claims(name, claimfile.NewReader(name, in, claimfile.Options{Columns: a.columns}))
	}
	r, err := stayfile.NewReaderWith(in, name, stayfile.Options{Columns: a.columns})
	if err != nil {
		a.complain(err, command.Failed)
		return nil
	}
	if a.explain != "" {
		err = a.explainFrom(r, name)
	} else {
		err = a.groupFrom(r, name)
	}
	if ignored := r.Ignored(); len(ignored) > 0 {
		a.progress.clear()
		fmt.Fprintf(a.stderr, "group: %s: not looked at: %s\n", name, strings.Join(ignored, ", "))
	}
	for _, note := range r.Notes() {
		a.progress.clear()
		fmt.Fprintf(a.stderr, "group: %s: %s\n", name, note)
	}
	var we *writeError
	if err != nil && !errors.As(err, &we) {
		a.complain(err, command.Failed)
		err = nil
	}
	return err
}

func (a *app) groupFrom(r *stayfile.Reader, name string) error {
	workers := make([]*worker, a.workers)
	for i := range workers {
		workers[i] = &worker{decoder: r.Decoder(), chooser: newChooser(a.fixed, name), report: a.report}
		workers[i].chooser.carrier = a.carrier
	}
	stays, bad := 0, 0
	err := groupAll(r, workers, func(j *job) error {
		stays, bad = stays+j.stays, bad+len(j.bad)
		for _, err := range j.bad {
			a.complain(err, command.Reported)
		}
		a.progress.add(j.stays)
		if _, err := a.out.Write(j.out); err != nil {
			return &writeError{err}
		}
		return nil
	})
	for _, w := range workers {
		a.notes.chosen(w.chooser)
		a.notes.unknown.Add(w.unknown)
		a.notes.survey.Add(w.survey)
		a.notes.odd.sum(w.odd)
	}
	switch {
	case err != nil || stays > 0:
		return err
	case bad > 0:
		return fmt.Errorf("%s: no stays: all its %d lines are bad", name, bad)
	}
	return fmt.Errorf("%s: no stays", name)
}

// explainFrom explains the stays of the wanted id.
func (a *app) explainFrom(r *stayfile.Reader, name string) error {
	c := newChooser(a.fixed, name)
	c.carrier = a.carrier
	for rec, err := range r.All() {
		if errors.Is(err, stayfile.ErrRest) {
			return err
		}
		if err != nil { // of a line that may be another stay's
			if a.unread++; a.unread <= mostUnread {
				a.unreadLines = append(a.unreadLines, err)
			}
			continue
		}
		if rec.ID != a.explain {
			continue
		}
		a.found = true
		v, err := c.of(rec)
		if err != nil {
			a.complain(fmt.Errorf("stay %q is there and can't be grouped: %w", rec.ID, err), command.Reported)
			continue
		}
		carried := c.carry(rec)
		e := carry.Explanation{Explanation: v.Explain(&rec.Stay), Carried: carried}
		a.notes.unknown.Count(rec, &e.Result, v.sets)
		a.notes.survey.Count(rec, &e.Result, v.sets)
		a.notes.odd.look(rec)
		if err := forms[a.form](a.out, e); err != nil {
			return &writeError{err}
		}
	}
	a.notes.chosen(c)
	return nil
}

// forms write an explanation, by what -form says.
var forms = map[string]func(io.Writer, carry.Explanation) error{
	"short":   func(w io.Writer, e carry.Explanation) error { return writeText(w, e.Summary()) },
	"full":    func(w io.Writer, e carry.Explanation) error { return writeText(w, e.String()) },
	"mermaid": func(w io.Writer, e carry.Explanation) error { return writeText(w, e.Mermaid()) },
	"json": func(w io.Writer, e carry.Explanation) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(e)
	},
}

func writeText(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

// complain reports bad data, and the exit status that it makes.
func (a *app) complain(err error, status int) {
	a.progress.clear()
	fmt.Fprintln(a.stderr, "group:", err)
	a.status = max(a.status, status)
}
