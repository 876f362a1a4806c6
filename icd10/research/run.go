package research

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
)

// A Holder is a Scorer that knows which codes its release holds.
type Holder interface {
	Holds(Code) bool
	Provenance() medcode.Provenance
}

// A proceduralScorer says whether it looks at procedures. A scorer that doesn't say
// looks at diagnoses alone.
type proceduralScorer interface{ procedural() bool }

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
