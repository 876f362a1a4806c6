package research

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/medcode/medcode"
)

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
