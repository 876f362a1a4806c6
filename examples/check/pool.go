package main

import (
	"runtime"
	"sync"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// A batch is some claims that follow one another, and what was found in them.
type batch struct {
	file     string
	first    int // number of the first claim among all
	claims   []*rules.Claim
	findings []rules.Finding   // of all
	ends     []int             // of each claim's in findings
	done     chan struct{}     // closed when they are found
	in       *claimfile.Reader // of the claims, which go back to it
}

// batchSize is how many claims a batch has.
const batchSize = 128

// A pool judges claims on all processors; batches are reported in the order in
// which they were read.
type pool struct {
	k       *check
	jobs    chan *batch
	order   chan *batch
	workers sync.WaitGroup
	report  sync.WaitGroup
	ledgers []*ledger
	free    sync.Pool

	mu  sync.Mutex
	err error // of the report
}

func (k *check) newPool() *pool {
	n := runtime.GOMAXPROCS(0)
	p := &pool{k: k, jobs: make(chan *batch, n), order: make(chan *batch, 4*n)}
	p.free.New = func() any { return &batch{} }
	for range n {
		l := k.summary.unjudged.empty()
		p.ledgers = append(p.ledgers, &l)
		p.workers.Go(func() { p.work(&l) })
	}
	p.report.Go(p.write)
	return p
}

// work judges batches.
func (p *pool) work(l *ledger) {
	reg := p.k.registry
	for b := range p.jobs {
		for i, c := range b.claims {
			l.begin(b.first + i)
			b.findings = reg.Examine(b.findings, c, l.add)
			l.end()
			if p.k.drg {
				b.findings = append(b.findings, grouped(c)...)
			}
			b.ends = append(b.ends, len(b.findings))
		}
		close(b.done)
	}
}

// write reports batches, and counts what was found.
func (p *pool) write() {
	for b := range p.order {
		<-b.done
		from := 0
		for i, c := range b.claims {
			found := b.findings[from:b.ends[i]]
			from = b.ends[i]
			for k := range found {
				if f := &found[k]; f.Rule != groupedRule {
					p.k.summary.bySeverity[f.Severity]++
				}
			}
			if p.failed() == nil {
				if err := p.k.report.claim(b.file, c, found); err != nil {
					p.fail(err)
				}
			}
		}
		clear(b.findings)
		b.findings, b.ends = b.findings[:0], b.ends[:0]
		p.free.Put(b)
	}
}

func (p *pool) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *pool) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

// batch returns an empty batch of a file. Claims of a batch before it that are
// reported go back to their reader.
func (p *pool) batch(file string, in *claimfile.Reader) *batch {
	b := p.free.Get().(*batch)
	if b.in == in {
		for _, c := range b.claims {
			in.Reuse(c)
		}
	}
	clear(b.claims)
	b.claims, b.in = b.claims[:0], in
	b.file, b.first, b.done = file, p.k.summary.claims, make(chan struct{})
	return b
}

// send has a batch judged and reported.
func (p *pool) send(b *batch) {
	if len(b.claims) == 0 {
		return
	}
	p.order <- b
	p.jobs <- b
}

// end waits for all, and returns an error of the report.
func (p *pool) end() error {
	close(p.jobs)
	p.workers.Wait()
	close(p.order)
	p.report.Wait()
	for _, l := range p.ledgers {
		p.k.summary.unjudged.sum(l)
	}
	p.k.summary.unjudged.sort()
	return p.err
}
