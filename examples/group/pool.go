package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
)

// A job is a block of a file on its way: read, grouped by a worker, written in
// order. Jobs are used again and again, so a file of any size takes the same
// memory.
type job struct {
	block stayfile.Block
	out   []byte  // what is to be written
	bad   []error // of lines
	stays int
	done  chan struct{}
}

// A worker groups the stays of jobs.
type worker struct {
	decoder *stayfile.Decoder
	chooser *chooser
	report  *report
	result  drg.Result
	unknown stayfile.Unrecognized
	survey  stayfile.Survey
	odd     odd
}

func (w *worker) do(j *job) {
	j.out, j.bad, j.stays = j.out[:0], j.bad[:0], 0
	for rec, err := range w.decoder.Stays(j.block) {
		var v *version
		if err == nil {
			v, err = w.chooser.of(rec)
		}
		if err != nil {
			j.bad = append(j.bad, err)
			continue
		}
		carried := w.chooser.carry(rec)
		v.GroupInto(&rec.Stay, &w.result)
		w.unknown.Count(rec, &w.result, v.sets)
		w.survey.Count(rec, &w.result, v.sets)
		w.odd.look(rec)
		j.out = w.report.line(j.out, rec, carried, v, &w.result)
		j.stays++
	}
	j.done <- struct{}{}
}

// groupAll has the workers group the blocks of r, and calls take for each in
// the order of the file. It stops when take fails. The error is that of take or
// of reading.
func groupAll(r *stayfile.Reader, workers []*worker, take func(*job) error) error {
	n := 2*len(workers) + 1 // one more that is being read
	free := make(chan *job, n)
	for range n {
		free <- &job{done: make(chan struct{}, 1)}
	}
	todo, order := make(chan *job, n), make(chan *job, n)
	var stop atomic.Bool
	var readErr error

	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		defer close(todo)
		for j := range free {
			if stop.Load() {
				return
			}
			if j.block, readErr = r.Next(); readErr != nil {
				return
			}
			todo <- j
			order <- j
		}
	})
	for _, w := range workers {
		wg.Go(func() {
			for j := range todo {
				w.do(j)
			}
		})
	}

	var err error
	for j := range order {
		<-j.done
		if err == nil {
			if err = take(j); err != nil {
				stop.Store(true)
			}
		}
		free <- j
	}
	wg.Wait()
	if err == nil && readErr != io.EOF {
		err = readErr
	}
	return err
}

// A writeError is an error of the output, which ends the run.
type writeError struct{ err error }

func (e *writeError) Error() string { return fmt.Sprintf("writing: %v", e.err) }
func (e *writeError) Unwrap() error { return e.err }
