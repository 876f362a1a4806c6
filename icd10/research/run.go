package research

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
)

// Order is what is known of the order of a table's persons.
type Order uint8

// The orders. Records of a person stand together in the sorted ones.
const (
	Unsorted        Order = iota // nothing: all persons are held in memory
	SortedByText                 // persons ascend as texts, byte by byte
	SortedByNumber               // persons are whole numbers and ascend
	SortedDownwards              // persons are whole numbers and descend, as CMS's synthetic beneficiaries do
)

// Per is what a row of the output is about.
type Per uint8

// The units.
const (
	PerPerson Per = iota
	PerStay
)

// Errors of tables that would give a wrong answer.
var (
	ErrUnsorted = errors.New("not in the declared order")
	ErrSystems  = errors.New("codes of another system than declared")
)

// Options are what Run takes beside its input. The zero value is one row per
// person of an unsorted table, written as CSV, by all cores.
type Options struct {
	Per     Per
	Order   Order
	Output  Format
	Name    string // of the input, for errors and diagnostics
	Workers int    // goroutines; 0 for as many as there are processors. The output is the same for any number.
	// Window gives the days whose diagnoses count for a person, such as
	// LookBack of an index date; nil counts all. It is called by many
	// goroutines.
	Window func(person string) medcode.Period
	// OtherSystems passes over codes that have the form of another system than
	// their table's, which otherwise end in ErrSystems and cost their units a row.
	OtherSystems bool
	Limits       medcode.Limits // LineBytes, and EntryBytes for all records of one person
	Progress     medcode.Progress
	Size         int64 // bytes of the input, for Progress; 0 when unknown
}

// A Report counts what Run met. Codes, dates and indicators that can't be read
// are passed over; their numbers tell whether the result can be trusted.
type Report struct {
	Records      int64 `json:"records"`
	Units        int64 `json:"units"`       // rows written
	NoPrincipal  int64 `json:"noPrincipal"` // rows written of units without a principal diagnosis
	Diagnoses    int64 `json:"diagnoses"`
	Procedures   int64 `json:"procedures,omitempty"` // codes of procedures
	BadCodes     int64 `json:"badCodes"`             // no code of any system; and records with no code at all
	OtherSystems int64 `json:"otherSystems"`         // of the form of another system than declared
	// LeftOut counts the units that have no row since a code of theirs is of
	// another system, which ends in ErrSystems.
	LeftOut  int64 `json:"leftOut,omitempty"`
	BadDates int64 `json:"badDates"`
	NoDates  int64 `json:"noDates"` // codes without a date: outside of every window
	BadPOA   int64 `json:"badPOA"`
	// ByDate counts diagnoses whose record didn't say its system and whose date
	// decided against the table's: ICD-9-CM before October 1, 2015, ICD-10-CM from
	// then on (45 CFR 162.1002).
	ByDate int64 `json:"byDate"`
	// Releases say what each scorer was of, and how many diagnoses had a code that
	// its release doesn't hold, or of a system that it isn't for; procedures count
	// only with a scorer that looks at them.
	Releases []ReleaseReport `json:"releases,omitempty"`
	// Dates says in which order day and month of dates such as 4/5/2026 were read,
	// by the first of them; empty where none is written so.
	Dates string `json:"dates,omitempty"`
	// First are the first defects, at most 20, in the order of the table.
	First []medcode.Diagnostic `json:"first,omitempty"`
}

// A ReleaseReport is what Run tells of a scorer that knows its release.
type ReleaseReport struct {
	Release string `json:"release"`
	NotHeld int64  `json:"notHeld"`
}

// A Holder is a Scorer that knows which codes its release holds.
type Holder interface {
	Holds(Code) bool
	Provenance() medcode.Provenance
}

// A proceduralScorer says whether it looks at procedures. A scorer that doesn't say
// looks at diagnoses alone.
type proceduralScorer interface{ procedural() bool }

const mostDefects = 20

func (r *Report) add(s *Report) {
	r.Records += s.Records
	r.Units += s.Units
	r.LeftOut += s.LeftOut
	r.NoPrincipal += s.NoPrincipal
	r.Diagnoses += s.Diagnoses
	r.Procedures += s.Procedures
	r.BadCodes += s.BadCodes
	r.OtherSystems += s.OtherSystems
	r.BadDates += s.BadDates
	r.NoDates += s.NoDates
	r.BadPOA += s.BadPOA
	r.ByDate += s.ByDate
	if r.Releases == nil && s.Releases != nil {
		r.Releases = slices.Clone(s.Releases)
	} else {
		for i := range s.Releases {
			r.Releases[i].NotHeld += s.Releases[i].NotHeld
		}
	}
	r.First = append(r.First, s.First[:min(len(s.First), mostDefects-len(r.First))]...)
}

// A Unit is a person, or a stay of one, with all its diagnoses.
type Unit struct {
	Person    []byte // valid during the call
	Stay      []byte // nil per person
	Window    medcode.Period
	Diagnoses []Diagnosis
}

// A Scorer makes columns of the output. Columns is asked once; Score is called
// by many goroutines, and must call as many methods of the row as there are
// columns. An error ends the run.
type Scorer interface {
	Columns() []string
	Score(u *Unit, row *Row) error
}

// Run reads a table of diagnoses, gathers them by person or stay, and writes a
// row with the columns of the scorers for each, in the order of the table, or,
// of an unsorted one, of the persons' texts. Memory is constant for a sorted
// table: some megabytes a worker, and at least the records of one person.
//
// Errors are [*medcode.FileError] with the name and the line, quote no record but
// the field they are about, and wrap medcode.ErrSyntax,
// ErrLayout or ErrLimit, ErrUnsorted or ErrSystems, or what the scorer,
// reader or writer returned. What was written before it is right.
func Run(ctx context.Context, in io.Reader, t Table, scorers []Scorer, out io.Writer, o Options) (Report, error) {
	o.Limits = o.Limits.WithDefaults()
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	switch {
	case o.Per == PerStay && t.Stay == "":
		return Report{}, fmt.Errorf("one row per stay of a table without a column of stays: %w", medcode.ErrLayout)
	case t.System > ICD10, t.Format > JSONLines, o.Output > JSONLines, o.Order > SortedDownwards, o.Per > PerStay:
		return Report{}, fmt.Errorf("a table or options of an unknown system, format, order or unit: %w", medcode.ErrLayout)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{table: t, options: o, scorers: scorers, ctx: ctx, out: bufio.NewWriterSize(out, 1<<16)}
	r.in = &chunker{src: in, limits: o.Limits, progress: o.Progress, size: o.Size}
	err := r.all()
	for i := range r.report.First {
		r.report.First[i].File = o.Name
	}
	if f, ok := err.(*medcode.FileError); ok && f.File == "" {
		g := *f
		g.File = o.Name
		err = &g
	}
	return r.report, err
}

// all does the run.
func (r *run) all() error {
	err := r.begin()
	if err != nil {
		return err
	}
	if r.options.Order == Unsorted {
		err = r.unsorted()
	} else {
		err = r.sorted()
	}
	if e := r.out.Flush(); err == nil {
		err = e
	}
	if err == nil && r.other != nil {
		err = r.other
	}
	return err
}

type run struct {
	table   Table
	options Options
	scorers []Scorer
	ctx     context.Context
	in      *chunker
	out     *bufio.Writer
	dates   columns.Order
	plan    *plan
	names   []string // columns of the output
	line    int      // lines before the next chunk
	last    []byte   // the last person written
	report  Report
	other   error // the first code of another system
}

// begin reads the header and writes that of the output.
func (r *run) begin() error {
	var header []string
	if r.table.Format == CSV {
		line, err := r.in.header()
		if err != nil {
			return err
		}
		comma := r.table.Comma
		if comma == 0 {
			comma = ','
		}
		for f := range bytes.SplitSeq(line, []byte{comma}) {
			header = append(header, strings.Trim(string(f), `" `))
		}
		r.line = 1
	}
	var err error
	if r.plan, err = r.table.bind(header); err != nil {
		return &medcode.FileError{Line: r.line, Err: err}
	}
	if r.options.Per == PerStay && r.plan.stay < 0 {
		return &medcode.FileError{Line: r.line, Err: fmt.Errorf("no column %s: %w", r.table.Stay, medcode.ErrLayout)}
	}
	if err := r.evidence(); err != nil {
		return err
	}
	r.names = []string{"person"}
	if r.options.Per == PerStay {
		r.names = append(r.names, "stay")
	}
	for _, s := range r.scorers {
		r.names = append(r.names, s.Columns()...)
	}
	if r.options.Output == CSV {
		row := Row{format: CSV}
		for _, n := range r.names {
			row.Text(n)
		}
		row.end()
		_, err = r.out.Write(row.b)
	}
	return err
}

// evidence looks at the first records for the order of day and month in dates.
func (r *run) evidence() error {
	if r.plan.date < 0 {
		return nil
	}
	head, err := r.in.peek()
	if err != nil {
		return err
	}
	var e columns.Evidence
	var rec record
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 || r.plan.split(line, &rec) != nil { // which whoever reads it tells
			continue
		}
		if b := bytes.TrimSpace(rec.at(r.plan.date)); bytes.IndexAny(b, "/.-") <= 2 && len(b) <= 24 {
			e.Add(string(b))
		}
	}
	r.dates, r.report.Dates = e.Order(), e.Told()
	return nil
}

// A job is a chunk of lines on its way: read, scored, written in order.
type job struct {
	chunk  []byte
	line   int // lines before it
	err    error
	result chan *result
}

// A result is what a worker made of a chunk.
type result struct {
	rows        []byte
	first, last []byte // persons
	firstLine   int
	report      Report
	other, err  error
}

// sorted runs the pipeline: one goroutine cuts the input between persons, the
// workers score the pieces, and this one writes them in order.
func (r *run) sorted() error {
	work, ordered := make(chan *job), make(chan *job, 2*r.options.Workers)
	go r.cut(work, ordered)
	for range r.options.Workers {
		go func() {
			w := newWorker(r)
			for j := range work {
				j.result <- w.chunk(j)
			}
		}()
	}
	for j := range ordered {
		if j.err != nil {
			return j.err
		}
		select {
		case res := <-j.result:
			r.in.recycle(j.chunk)
			if err := r.write(res); err != nil {
				return err
			}
		case <-r.ctx.Done():
			return r.ctx.Err()
		}
	}
	return r.ctx.Err()
}

// cut sends the chunks of the input to the workers and, in order, to the writer.
func (r *run) cut(work, ordered chan<- *job) {
	defer close(work)
	defer close(ordered)
	line := r.line
	var rec record
	person := func(line []byte) ([]byte, error) {
		err := r.plan.split(line, &rec)
		return rec.at(r.plan.person), err
	}
	for {
		chunk, err := r.in.next(person)
		if len(chunk) == 0 && err == io.EOF {
			return
		}
		j := &job{chunk: chunk, line: line, result: make(chan *result, 1)}
		if err != nil && err != io.EOF {
			j.err = r.at(err, line)
		}
		select {
		case ordered <- j:
		case <-r.ctx.Done():
			return
		}
		if j.err != nil {
			return
		}
		select {
		case work <- j:
		case <-r.ctx.Done():
			return
		}
		line += bytes.Count(chunk, []byte("\n"))
	}
}

// at adds the lines before a chunk to an error that counts from it.
func (r *run) at(err error, line int) error {
	var f *medcode.FileError
	if errors.As(err, &f) {
		g := *f
		g.Line += line
		return &g
	}
	return err
}

// write writes a result, after a look whether it follows the one before.
func (r *run) write(res *result) error {
	if res.first != nil && r.last != nil {
		if err := r.options.Order.check(r.last, res.first, res.firstLine); err != nil {
			return err
		}
	}
	if res.last != nil {
		r.last = res.last
	}
	if _, err := r.out.Write(res.rows); err != nil {
		return err
	}
	r.report.add(&res.report)
	if r.other == nil && !r.options.OtherSystems {
		r.other = res.other
	}
	return res.err
}

// check returns an error unless person b may follow a.
func (o Order) check(a, b []byte, line int) error {
	fail := func(err error) error { return &medcode.FileError{Line: line, Text: string(b), Err: err} }
	c := bytes.Compare(a, b)
	if o != SortedByText {
		x, ok := wholeNumber(a)
		y, ok2 := wholeNumber(b)
		if !ok || !ok2 {
			return fail(fmt.Errorf("a person that is no whole number after %q: %w", a, ErrUnsorted))
		}
		c = compareNumbers(x, y)
		if o == SortedDownwards {
			c = -c
		}
	}
	switch {
	case c == 0:
		return fail(fmt.Errorf("a person whose records don't stand together: %w", ErrUnsorted))
	case c > 0:
		return fail(fmt.Errorf("a person after %q: %w", a, ErrUnsorted))
	}
	return nil
}

func wholeNumber(b []byte) (n int64, ok bool) {
	digits := bytes.TrimPrefix(b, []byte("-"))
	v, ok := number(digits)
	if len(digits) > 18 {
		return 0, false
	}
	if len(digits) < len(b) {
		v = -v
	}
	return int64(v), ok
}

func compareNumbers(x, y int64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// unsorted gathers everything by person, and scores it in the order of their
// texts.
func (r *run) unsorted() error {
	w := newWorker(r)
	units := map[string]*gathered{}
	line := r.line
	for {
		chunk, err := r.in.next(nil)
		if err != nil && err != io.EOF {
			return r.at(err, line)
		}
		for l := range bytes.Lines(chunk) {
			line++
			if e := w.gather(units, bytes.TrimRight(l, "\r\n"), line); e != nil {
				return e
			}
		}
		r.in.recycle(chunk)
		if e := r.ctx.Err(); e != nil {
			return e
		}
		if err == io.EOF {
			break
		}
	}
	r.report.add(&w.report)
	if !r.options.OtherSystems {
		r.other = w.other
	}
	return r.scoreGathered(units)
}

// A gathered is a unit of an unsorted table.
type gathered struct {
	person, stay string
	dx           []Diagnosis
	passed       bool // over a code of another system
}

// scoreGathered scores the units in parallel, some thousand at a time.
func (r *run) scoreGathered(units map[string]*gathered) error {
	keys := make([]string, 0, len(units))
	for k := range units {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	const batch = 1024
	jobs, ordered := make(chan func()), make(chan chan *result, 2*r.options.Workers)
	go func() {
		defer close(jobs)
		defer close(ordered)
		for part := range slices.Chunk(keys, batch) {
			done := make(chan *result, 1)
			select {
			case ordered <- done:
			case <-r.ctx.Done():
				return
			}
			select {
			case jobs <- func() { done <- newWorker(r).gatheredUnits(units, part) }:
			case <-r.ctx.Done():
				return
			}
		}
	}()
	for range r.options.Workers {
		go func() {
			for do := range jobs {
				do()
			}
		}()
	}
	for done := range ordered {
		select {
		case res := <-done:
			if err := r.write(res); err != nil {
				return err
			}
		case <-r.ctx.Done():
			return r.ctx.Err()
		}
	}
	return r.ctx.Err()
}
