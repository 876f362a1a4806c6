// Beam groups, edits and finds the comorbidities of inpatient stays with Apache
// Beam: on this machine, or on a cluster with Flink, Spark or Dataflow.
//
//	beam [flags]
//
//	beam -input 'stays-*.jsonl.gz' -output drgs.jsonl -shards 8 -summary months.jsonl
//	beam -input stays.csv -header "$(head -1 stays.csv)" -output drgs.jsonl
//	beam -input gs://bucket/stays/*.jsonl -output gs://bucket/drgs.jsonl -runner dataflow …
//
// Input is a line a stay: JSON Lines, or CSV or TSV whose header is given. Without
// input it takes a few stays of its own. Each line of output is an object: the DRG
// and its weight, the edits of the Medicare Code Editor, the comorbidities. Lines
// that are no stay go to -bad. See README.md for clusters.
//
// The exit status is 0 when every line was a stay and came to a DRG, 1 when some did
// not, as far as the runner tells, and 2 when there is no input or no output.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/metrics"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/textio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"

	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/command"
)

//go:embed stays.jsonl
var samples string

// A config is what the command line asks for.
type config struct {
	input, header, version       string
	output, bad, summary, runner string
	shards                       int
}

// flags of Beam itself (-runner, -endpoint, …) stand among ours.
var flags config

func init() {
	flag.StringVar(&flags.input, "input", "", "`glob` of files of stays, a line each, plain or compressed")
	flag.StringVar(&flags.header, "header", "", "the header `line` of the files, if they are CSV")
	flag.StringVar(&flags.version, "version", "", "group with this `version` of MS-DRG (43.1), whatever the stays say")
	flag.StringVar(&flags.output, "output", "drgs.jsonl", "`file` for what the stays come to; with -shards, file-00000-of-00008 and so on")
	flag.StringVar(&flags.bad, "bad", "", "`file` for lines that are no stay; they are counted without it")
	flag.StringVar(&flags.summary, "summary", "", "`file` for stays and case-mix index by month of discharge")
	flag.IntVar(&flags.shards, "shards", 1, "`number` of files to write, each by one worker")
}

func main() {
	flag.Parse()
	beam.Init()
	flags.runner = *runners.Runner
	err := errors.New("files are given with -input; flags alone stand on the command line")
	if flag.NArg() == 0 {
		err = run(context.Background(), flags)
	}
	os.Exit(command.Status("beam", err, os.Stderr))
}

func run(ctx context.Context, c config) error {
	p, err := build(c)
	if err != nil {
		return err
	}
	if c.runner == "" {
		c.runner = prism
	}
	if err := found(ctx, c); err != nil {
		return err
	}
	result, err := beam.Run(ctx, c.runner, p)
	if err != nil {
		return err
	}
	if result == nil {
		return nil // some runners only submit
	}
	return counted(c, result.Metrics().AllMetrics().Counters())
}

const prism = "prism" // the runner in this process

// found returns an error when there is no input for the runner on this machine.
// Another machine's files may not be seen from here.
func found(ctx context.Context, c config) error {
	if c.input == "" || c.runner != prism {
		return nil
	}
	files, err := filesystem.New(ctx, c.input)
	if err != nil {
		return err
	}
	defer files.Close()
	names, err := files.List(ctx, c.input)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("-input %s: no such file", c.input)
	}
	return err
}

// counted tells the counters, and what of them there is to report.
func counted(c config, counters []metrics.CounterResult) error {
	n := map[string]int64{}
	for _, counter := range counters {
		n[counter.Name()] += counter.Result()
		fmt.Fprintf(os.Stderr, "beam: %s: %d\n", counter.Name(), counter.Result())
	}
	switch {
	case n[someStays] == 0 && c.runner == prism:
		return errors.New("no stays")
	case n[noStay] > 0:
		return fmt.Errorf("%d lines %w", n[noStay], command.ErrLeftOut)
	case n[noDRG] > 0:
		return command.ErrTold
	}
	return nil
}

// build makes the pipeline.
func build(c config) (*beam.Pipeline, error) {
	if c.shards < 1 {
		return nil, fmt.Errorf("-shards %d: want at least 1", c.shards)
	}
	if c.output == "" {
		return nil, errors.New("-output is missing")
	}
	if c.version != "" {
		if _, err := msdrg.Library().Version(c.version); err != nil {
			return nil, err
		}
	}
	if _, err := newDecoder(c.header); err != nil {
		return nil, fmt.Errorf("-header: %w", err)
	}
	p := beam.NewPipeline()
	s := p.Root()
	var lines beam.PCollection
	if c.input == "" {
		c.header = ""
		lines = beam.CreateList(s, strings.Split(strings.TrimSpace(samples), "\n"))
	} else {
		lines = textio.Read(s, c.input, textio.ReadAutoCompression())
	}
	rows, bad := answer(s, lines, c.header, c.version)
	write(s, c.output, c.shards, beam.ParDo(s, &formatFn{}, rows))
	if c.bad != "" {
		textio.Write(s, c.bad, bad)
	}
	if c.summary != "" {
		textio.Write(s, c.summary, summarize(s, rows))
	}
	return p, nil
}

// write writes lines to that many files: textio writes each with one worker.
func write(s beam.Scope, name string, shards int, lines beam.PCollection) {
	if shards == 1 {
		textio.Write(s, name, lines)
		return
	}
	for i := range shards {
		part := beam.ParDo(s, &shardFn{i, shards}, lines)
		textio.Write(s, fmt.Sprintf("%s-%05d-of-%05d", name, i, shards), part)
	}
}
