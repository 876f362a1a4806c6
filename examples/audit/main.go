// Audit reads a file of claims and writes a page of HTML about them: how
// complete they are, what stands out and would be looked at first, how
// providers compare, a random sample to review, and what a reviewed sample and
// a re-coding come to. The page has its charts inside and needs nothing else.
//
//	audit [flags] [file ...]
//
// Files hold claims in any format of rules/claimfile, gzip'ed or not. Without files
// it makes up a year of claims, in which some providers are unlike the others.
//
//	audit -o audit.html claims.837
//	audit -ncci releases/ncci/2026Q2 -mpfs releases/mpfs/2025-10 claims.jsonl.gz
//	audit -sample 100 -seed 2026 claims.csv
//	audit -sample 100 -seed 2026 -reviewed review.csv claims.csv
//	audit -recoded second.jsonl first.jsonl
//
// review.csv has a line for each claim reviewed: its ID, what was paid, what
// should have been. All claims are held in memory, to sort them by patient.
//
// The exit status is 0 when the page has every claim, 1 when some could not be
// read and are not in it, or are missing by an 837's own counts, and 2 when there is
// no page.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/screen"
)

func main() {
	os.Exit(command.Status("audit", run(os.Args[1:], os.Stderr), os.Stderr))
}

const usage = `audit [flags] [file ...]

Writes a page of HTML about claims: completeness, what stands out, a random sample
to review. Files hold claims as X12 837, FHIR, RIF, CCLF, Synthea's CSV, JSON Lines, CSV or a
workbook (go doc ./rules/claimfile says how), gzip'ed or not; - is the standard input.
Without files it makes claims up.`

// A config is what the command line asks for.
type config struct {
	output, ncci, mpfs, reviewed, recoded string
	sample, cases, peers                  int
	seed                                  uint64
	files                                 []string
	lost                                  int // claims that could not be read
	control                               int // disagreements of an 837's envelopes with their own counts and numbers
}

func parseArgs(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("audit", flag.ContinueOnError)
	fs.StringVar(&c.output, "o", "audit.html", "write the page to this `file`, gzip'ed if it ends in .gz")
	fs.StringVar(&c.ncci, "ncci", "", "`folder` or zip of a quarter of NCCI edits")
	fs.StringVar(&c.mpfs, "mpfs", "", "`folder` or zip of a physician fee schedule, for work RVUs and global days")
	fs.StringVar(&c.reviewed, "reviewed", "", "`file` of reviewed claims: ID, paid, allowed in CSV")
	fs.StringVar(&c.recoded, "recoded", "", "`file` of the claims coded again, found by their IDs")
	fs.IntVar(&c.sample, "sample", 60, "claims to draw for a review; 0 draws none")
	fs.Uint64Var(&c.seed, "seed", 1, "seed of the random sample")
	fs.IntVar(&c.cases, "cases", 30, "compare providers with so many cases or more")
	fs.IntVar(&c.peers, "peers", 10, "compare them with so many peers or more")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	c.files = fs.Args()
	for _, n := range []struct {
		flag string
		v    int
	}{{"sample", c.sample}, {"cases", c.cases}, {"peers", c.peers}} {
		if n.v < 0 {
			return nil, fmt.Errorf("-%s %d: want 0 or more", n.flag, n.v)
		}
	}
	return &c, nil
}

func run(args []string, stderr io.Writer) error {
	c, err := parseArgs(args, stderr)
	if err != nil {
		return err
	}
	out, err := outfile.Create(c.output, append([]string{c.ncci, c.mpfs, c.reviewed, c.recoded}, c.files...)...)
	if err != nil {
		return err
	}
	defer out.Discard()
	claims, err := c.claims(stderr)
	if err != nil {
		return err
	}
	page, err := c.page(claims, stderr)
	if err != nil {
		return err
	}
	if err := page.write(out); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%s: %d claims, %d leads\n", c.output, len(claims), len(page.Report.Leads))
	if c.control > 0 {
		fmt.Fprintf(stderr, "audit: %d times an 837's envelope is not what its counts or numbers say, claims may be missing\n", c.control)
		err = command.ErrTold
	}
	if c.lost > 0 {
		err = fmt.Errorf("%d claims could not be read and are %w", c.lost, command.ErrLeftOut)
	}
	return err
}

// claims reads the files, or makes claims up.
func (c *config) claims(stderr io.Writer) ([]*rules.Claim, error) {
	if len(c.files) == 0 {
		return population(), nil
	}
	var all []*rules.Claim
	for _, name := range c.files {
		if err := c.read(name, stderr, func(claim *rules.Claim) { all = append(all, claim) }); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// read hands on a file's claims, and reports and counts those that can't be read.
// A file that yields none is an error.
func (c *config) read(name string, stderr io.Writer, use func(*rules.Claim)) error {
	f, err := command.Open(name, os.Stdin)
	if err != nil {
		return err
	}
	defer f.Close()
	name = command.Label(name)
	bad := command.Complaints{Program: "audit", File: name, To: stderr}
	read, control := 0, 0
	in := claimfile.NewReader(name, f, claimfile.Options{})
	for claim, err := range in.All() {
		if err != nil {
			if errors.Is(err, claimfile.ErrControl) {
				control++
			}
			bad.Add(err)
			continue
		}
		read++
		use(claim)
	}
	bad.End()
	if read == 0 {
		return fmt.Errorf("%s: no claims", name)
	}
	if in.Cut() {
		return fmt.Errorf("%s: not read to its end", name)
	}
	c.lost += bad.N - control
	c.control += control
	return nil
}

// page screens the claims and gathers what the page shows.
func (c *config) page(claims []*rules.Claim, stderr io.Writer) (*page, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(claims, func(a, b *rules.Claim) int { return cmp.Compare(a.Person(), b.Person()) })
	p := &page{Title: strings.Join(c.files, ", ")}
	if len(c.files) == 0 {
		p.Title = "made-up claims"
	}
	s := screen.NewScreener(o)
	for _, claim := range claims {
		s.Add(claim)
		p.count(claim)
	}
	p.Report = s.Report()
	if p.Sample, err = c.draw(claims); err != nil {
		return nil, err
	}
	if p.Recoding, err = c.recoding(claims, stderr); err != nil {
		return nil, err
	}
	return p, nil
}

// options are what the releases at hand allow to screen.
func (c *config) options() (screen.Options, error) {
	o := screen.Options{Severe: severe, MinCases: c.cases, MinPeers: c.peers}
	if c.ncci != "" {
		r, err := command.Read("ncci", c.ncci, "a quarter of NCCI edits", ncci.Read)
		if err != nil {
			return o, err
		}
		if o.Edits, err = ncci.NewLibrary(r); err != nil {
			return o, err
		}
	}
	if c.mpfs != "" {
		r, err := command.Read("mpfs", c.mpfs, "a physician fee schedule, the relative values of a quarter", mpfs.Read)
		if err != nil {
			return o, err
		}
		o.Global = func(code hcpcs.Code, _ medcode.Date) (int, bool) {
			row, ok := r.Lookup(code, hcpcs.Modifier{})
			days, isDays := row.Global.Days()
			return days, ok && isDays
		}
		o.Work = func(code hcpcs.Code, _ medcode.Date) (float64, bool) {
			row, ok := r.Lookup(code, hcpcs.Modifier{})
			return float64(row.Work) / 100, ok && row.Work > 0
		}
	}
	return o, nil
}

// severe tells from its title whether a claim's DRG is the one with a major
// complication, of those that are graded so.
func severe(c *rules.Claim) (severe, ok bool) {
	r, err := ipps.ForDischarge(c.Date())
	if err != nil {
		return false, false
	}
	w, ok := r.Lookup(c.DRG)
	title := strings.ToUpper(w.Title)
	return strings.Contains(title, "WITH MCC"), ok && strings.Contains(title, "MCC")
}

// A recoding is claims held against the same coded again.
type recoding struct {
	audit.Agreement
	Unmatched int // claims coded again that are not among the first
}

func (c *config) recoding(claims []*rules.Claim, stderr io.Writer) (*recoding, error) {
	if c.recoded == "" {
		return nil, nil
	}
	byID := map[string]*rules.Claim{}
	for _, claim := range claims {
		byID[claim.ID] = claim
	}
	r := &recoding{}
	err := c.read(c.recoded, stderr, func(again *rules.Claim) {
		if first := byID[again.ID]; first != nil {
			r.Add(audit.Compare(first, again, price))
		} else {
			r.Unmatched++
		}
	})
	return r, err
}

// price groups a stay with the version of its discharge date and weighs its DRG.
func price(c *rules.Claim) (audit.Priced, bool) {
	g, err := msdrg.Library().On(c.Date())
	weights, err2 := ipps.ForDischarge(c.Date())
	if c.Setting != rules.Inpatient || err != nil || err2 != nil {
		return audit.Priced{}, false
	}
	stay := c.Stay()
	n := g.Group(&stay).Final.DRG
	w, ok := weights.Lookup(n)
	return audit.Priced{DRG: n, Weight: w.Relative.Float64()}, ok
}
