package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"sync"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/claimfile"
)

//go:embed stays.csv
var samples string

// A converter makes a row of a stay.
type converter[T any] func(*stayfile.Record) (T, error)

// A batch is a part of a file: it yields its stays, and for a line that is none
// an error. A single goroutine goes through it.
type batch iter.Seq2[*stayfile.Record, error]

const (
	batchRows      = 4096
	rowGroup       = 256 << 10 // rows
	mostComplaints = 10
)

// write converts the stays of all files and returns how many rows there are and
// how many stays were left out. On an error the output is left as it was.
func write[T any](c *config, stderr io.Writer, worker func() (converter[T], error)) (written, bad int, err error) {
	workers := make([]converter[T], c.workers)
	for i := range workers {
		if workers[i], err = worker(); err != nil {
			return 0, 0, err
		}
	}
	out, err := outfile.Create(c.output, c.files...)
	if err != nil {
		return 0, 0, err
	}
	defer out.Discard()
	w := parquet.NewGenericWriter[T](out, parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}), parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("medcode", "examples/parquet", ""),
		parquet.KeyValueMetadata("medcode.releases", releases(c.version)))
	var readErr error
	err = inOrder(c.batches(&readErr), workers, func(rows []T, errs []error) error {
		for _, err := range errs {
			if bad++; bad <= mostComplaints {
				fmt.Fprintln(stderr, "parquet:", err)
			}
		}
		n, err := w.Write(rows)
		written += n
		return err
	})
	if err = errors.Join(err, readErr, w.Close()); err == nil && written == 0 {
		err = errors.New("no stays")
	}
	if err == nil {
		err = out.Commit()
	}
	return written, bad, err
}

// inOrder has workers convert batches, and calls take with the rows of each in
// the order of the batches.
func inOrder[T any](batches iter.Seq[batch], workers []converter[T], take func([]T, []error) error) error {
	type job struct {
		batch batch
		rows  []T
		errs  []error
		done  chan struct{}
	}
	todo, order := make(chan *job), make(chan *job, 2*len(workers))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for _, convert := range workers {
		wg.Go(func() {
			for j := range todo {
				for rec, err := range j.batch {
					var r T
					if err == nil {
						r, err = convert(rec)
						if err != nil {
							err = fmt.Errorf("stay %s: %w", rec.ID, err)
						}
					}
					if err != nil {
						j.errs = append(j.errs, err)
						continue
					}
					j.rows = append(j.rows, r)
				}
				close(j.done)
			}
		})
	}
	wg.Go(func() {
		defer close(order)
		defer close(todo)
		for b := range batches {
			j := &job{batch: b, done: make(chan struct{})}
			select {
			case order <- j:
				todo <- j
			case <-stop:
				return
			}
		}
	})
	var err error
	for j := range order {
		<-j.done
		if err == nil {
			if err = take(j.rows, j.errs); err != nil {
				close(stop)
			}
		}
	}
	wg.Wait()
	return err
}

// batches yields the files, or the stays that are built in, in parts. What ends
// it early is left in err.
func (c *config) batches(err *error) iter.Seq[batch] {
	return func(yield func(batch) bool) {
		if len(c.files) == 0 {
			_, *err = text("stays.csv", strings.NewReader(samples), yield)
		}
		for _, set := range claimset.Group(c.files) {
			more, e := c.set(set, yield)
			if *err = e; e != nil || !more {
				return
			}
		}
	}
}

// set yields the parts of a file, or of several that hold claims together.
func (c *config) set(names []string, yield func(batch) bool) (bool, error) {
	if len(names) == 1 {
		return c.file(names[0], yield)
	}
	r, closing, err := claimset.Open(names, nil, claimfile.Options{})
	if err != nil {
		return false, err
	}
	defer closing()
	return c.claims(claimset.Label(names), r, yield)
}

// claims yields the stays among claims in parts.
func (c *config) claims(name string, r *claimfile.Reader, yield func(batch) bool) (bool, error) {
	var part []claim
	give := func() bool {
		these := part
		part = nil
		return yield(func(yield func(*stayfile.Record, error) bool) {
			for _, one := range these {
				if !yield(one.rec, one.err) {
					return
				}
			}
		})
	}
	for rec, err := range claimset.Stays(name, r, c.left) {
		if errors.Is(err, stayfile.ErrRest) {
			if len(part) > 0 && !give() {
				return false, nil
			}
			return false, err
		}
		part = append(part, claim{rec, err})
		if len(part) == batchRows && !give() {
			return false, nil
		}
	}
	for _, note := range r.Notes() {
		c.notes = append(c.notes, note.String())
	}
	return len(part) == 0 || give(), nil
}

// A claim is the stay that it is for, or why it can't be read.
type claim struct {
	rec *stayfile.Record
	err error
}

// file yields the parts of a file, and reports whether more are wanted.
func (c *config) file(name string, yield func(batch) bool) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return false, fmt.Errorf("%s is a folder; name the files in it", name)
	}
	start := make([]byte, 4)
	if n, _ := f.ReadAt(start, 0); n == 4 && bytes.Equal(start, []byte("PAR1")) {
		more, err := table(f, yield)
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return more, err
	}
	in, note, err := claimset.Plain(name, f)
	if err != nil {
		return false, err
	}
	if note != "" {
		c.notes = append(c.notes, note)
	}
	if claimset.OfClaims(in, nil) {
		return c.claims(name, claimfile.NewReader(name, in, claimfile.Options{}), yield)
	}
	return text(name, in, yield)
}

// text yields the parts of a file of lines.
func text(name string, src io.Reader, yield func(batch) bool) (bool, error) {
	r, err := stayfile.NewReader(src, name)
	if err != nil {
		return false, err
	}
	for {
		b, err := r.Next()
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if !yield(batch(r.Decoder().Stays(b))) {
			return false, nil
		}
	}
}

// table yields the parts of a Parquet file of stays.
func table(f *os.File, yield func(batch) bool) (more bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	p, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return false, err
	}
	if err := sameColumns(p.Schema()); err != nil {
		return false, err
	}
	r := parquet.NewGenericReader[stayRow](p)
	defer r.Close()
	for {
		rows := make([]stayRow, batchRows)
		n, err := r.Read(rows)
		if n > 0 && !yield(records(rows[:n])) {
			return false, nil
		}
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// sameColumns returns an error unless a file has the columns of stays, with
// their types: a column that is missing would read as nothing.
func sameColumns(s *parquet.Schema) error {
	want := parquet.SchemaOf(stayRow{})
	for _, path := range want.Columns() {
		a, _ := want.Lookup(path...)
		b, ok := s.Lookup(path...)
		if !ok {
			return fmt.Errorf("no column %s: want the layout that -stays writes", strings.Join(path, "."))
		}
		if a.Node.Type().Kind() != b.Node.Type().Kind() {
			return fmt.Errorf("column %s is %s, want %s", strings.Join(path, "."), b.Node.Type(), a.Node.Type())
		}
	}
	return nil
}

func records(rows []stayRow) batch {
	return func(yield func(*stayfile.Record, error) bool) {
		for i := range rows {
			rec, err := rows[i].record()
			if err != nil {
				err = fmt.Errorf("stay %s: %w", rows[i].ID, err)
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// releases names what the answers were made by, for the metadata of the file:
// the version of MS-DRG, where one is asked for, and the releases of the
// comorbidity measures.
func releases(version string) string {
	if version == "" {
		version = "by day of discharge"
	}
	return fmt.Sprintf("MS-DRG %s; %v; Charlson 1987 (Quan 2005)", version, research.CompiledElixhauser().Provenance())
}
