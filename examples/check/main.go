// Check reads claims and prints what the coding rules find in them.
//
//	check [flags] [file ...]
//
// Files hold claims as X12 837, FHIR, RIF, CCLF (files 1 to 4 are joined),
// JSON Lines or CSV, stays as the grouper takes them among it, gzip'ed or not; "-" is the standard input. Without files it checks the
// sample claims built in, with the sample releases built in.
//
//	check claims.837
//	check -profile medicare-inpatient -format json claims.jsonl
//	check -hcpcs releases/hcpcs -ncci releases/ncci/2026Q2 -format sarif claims.csv > out.sarif
//	check -explain mce.age-conflict
//	check -mce mce.bin -icd 9 -answers -o answers.tsv claims.tsv.gz
//
// Codes are judged by the releases built in, of ICD-10-CM and ICD-10-PCS of all
// years, and by those given: claims of any year by theirs. What rules could not judge is told after the findings, with the reason: a
// release that was not given, or is not of the claim's time.
//
// The exit status is 0 without findings above a note, 1 with findings, or where
// claims could not be read, are missing by an 837's own counts, or are covered by
// no table at hand, and 2 where a file yields no claim, or the program was
// called wrongly.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

func main() {
	command.Short()
	go warm()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// A config is what the command line asks for.
type config struct {
	format, profile, explain string
	mce, icd10cm, icd10pcs   string // releases
	icd9, hcpcs, mpfs, ncci  string
	chronic                  string
	opps, ioce               string // addenda, flags
	answers, drg             bool
	icd                      int
	output                   string
	columns                  command.Columns
	files                    []string
}

func parseArgs(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	fs.StringVar(&c.format, "format", "table", "table, json (a line for each claim with findings) or sarif")
	fs.StringVar(&c.profile, "profile", "", "check only the rules of a profile: "+profileNames())
	fs.StringVar(&c.explain, "explain", "", "print what the rule of that `ID` says, the rules of a pack for its name, or what all say for \"all\", and stop")
	fs.StringVar(&c.mce, "mce", "", "`file` or folder with the Medicare Code Editor's mce.bin; default built in")
	fs.StringVar(&c.icd10cm, "icd10cm", "", "`folder` or zip of an ICD-10-CM release, or a folder of such; those of other years are the ones built in, which have codes of all and tabular lists and POA-exempt codes of some")
	fs.StringVar(&c.icd10pcs, "icd10pcs", "", "`folder` or zip of an ICD-10-PCS release, or a folder of such; those of other years are the ones built in")
	fs.StringVar(&c.icd9, "icd9", "", "`folder` or zip of an ICD-9-CM release, or a folder of such")
	fs.StringVar(&c.hcpcs, "hcpcs", "", "`folder` or zip of a quarter of HCPCS Level II, or a folder of such")
	fs.StringVar(&c.mpfs, "mpfs", "", "`folder` or zip of a physician fee schedule, or a folder of such; it tells which CPT codes there are")
	fs.StringVar(&c.ncci, "ncci", "", "`folder` or zip of a quarter of NCCI edits, or a folder of such")
	fs.StringVar(&c.chronic, "chronic", "", "`file` or zip of AHRQ's Chronic Condition Indicator Refined, for the indicators of chronic conditions")
	fs.StringVar(&c.opps, "opps", "", "`folder` or zip of OPPS addenda; outpatient claims are grouped and edited by them")
	fs.StringVar(&c.ioce, "ioce", "", "`folder` with the I/OCE's flags of codes, revenue codes and modifiers; with -opps")
	fs.BoolVar(&c.answers, "answers", false, "read claims in the columns of the MCE reference vectors and write the editor's answers")
	fs.BoolVar(&c.drg, "drg", false, "tell the MS-DRG of each stay too, as a note of rule drg.grouped")
	fs.IntVar(&c.icd, "icd", 10, "with -answers: the revision the claims are coded in, 10 or 9")
	fs.Var(&c.columns, "columns", command.ColumnsUsage)
	fs.StringVar(&c.output, "o", "", "write to this `file` in place of the standard output; .gz compresses")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	c.files = fs.Args()
	switch {
	case c.icd != 9 && c.icd != 10:
		return nil, fmt.Errorf("-icd %d: want 10 or 9", c.icd)
	case c.answers && len(c.files) != 1:
		return nil, errors.New("-answers: want one file of claims")
	}
	return &c, nil
}

const usage = `check [flags] [file ...]

Checks claims by the coding rules. Files hold claims as X12 837, FHIR, RIF, CCLF, JSON Lines
or CSV (go doc ./rules/claimfile says how), gzip'ed or not; - is the standard input. Without
files it checks claims of its own.`

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parseArgs(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return command.Done
	}
	if err == nil {
		var status int
		if status, err = c.run(stdin, stdout, stderr); err == nil {
			return status
		}
	}
	fmt.Fprintln(stderr, "check:", err)
	return command.Failed
}

func (c *config) run(stdin io.Reader, stdout, stderr io.Writer) (status int, err error) {
	if c.output == "" {
		return c.write(stdin, stdout, stderr)
	}
	out, err := outfile.Create(c.output, append([]string{c.mce, c.icd10cm, c.icd10pcs, c.icd9, c.hcpcs, c.mpfs, c.ncci, c.chronic, c.opps, c.ioce}, c.files...)...)
	if err != nil {
		return 0, err
	}
	defer out.Discard()
	if status, err = c.write(stdin, out, stderr); err != nil {
		return 0, err
	}
	return status, out.Commit()
}

func (c *config) write(stdin io.Reader, out, stderr io.Writer) (status int, err error) {
	if c.answers {
		return command.Done, c.writeAnswers(stdin, out)
	}
	reg, err := c.registry(stderr)
	if err != nil {
		return 0, err
	}
	if c.explain != "" {
		return command.Done, explain(out, reg, c.explain)
	}
	report, err := newReport(c.format, out, reg)
	if err != nil {
		return 0, err
	}
	k := check{registry: reg, report: report, stderr: stderr, drg: c.drg, columns: c.columns}
	k.summary.unjudged = newLedger(reg, c.absent())
	k.pool = k.newPool()
	err = k.files(c.files, stdin)
	if err = errors.Join(err, k.pool.end()); err != nil {
		return 0, err
	}
	return k.status(), report.close(k.summary)
}

func explain(w io.Writer, reg *rules.Registry, id string) error {
	if id == "all" {
		return rules.WriteCatalog(w, reg)
	}
	if rule, ok := reg.Rule(id); ok {
		_, err := io.WriteString(w, rules.Explain(rule))
		return err
	}
	found := false
	for rule := range reg.Rules() {
		if packOf(rule) != id {
			continue
		}
		found = true
		if _, err := fmt.Fprintf(w, "%-40s  %s\n", rule.ID, rule.Name); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("no rule or pack %q; -explain all prints all", id)
	}
	return nil
}

// A check goes through the claims.
type check struct {
	registry *rules.Registry
	report   report
	stderr   io.Writer
	drg      bool // tell the DRG of each stay
	columns  map[string]string
	summary  summary
	pool     *pool
}

// A summary counts what was met.
type summary struct {
	claims     int
	unreadable int // claims
	control    int // disagreements of an 837's envelopes with their own counts and numbers
	empty      int // files that yield no claim
	cut        int // files that were not read to their end
	bySeverity [rules.Error + 1]int
	unjudged   ledger
}

// whole reports whether every claim was read, as far as files tell.
func (s *summary) whole() bool { return s.unreadable+s.control+s.empty == 0 }

func (k *check) files(names []string, stdin io.Reader) error {
	if len(names) == 0 {
		return k.samples()
	}
	for _, set := range claimset.Group(names) {
		in, closing, err := claimset.Open(set, stdin, claimfile.Options{Columns: k.columns})
		if err != nil {
			return err
		}
		err = k.claims(claimset.Label(set), in)
		if err = errors.Join(err, closing()); err != nil {
			return err
		}
	}
	return nil
}

// claims checks the claims of one file. Those that can't be read are told and
// counted, and the others checked. So is a file that has none.
func (k *check) claims(name string, in *claimfile.Reader) error {
	before, unreadable := k.summary.claims, 0
	b := k.pool.batch(name, in)
	bad := command.Complaints{Program: "check", File: name, To: k.stderr}
	for c, err := range in.All() {
		if err != nil {
			if errors.Is(err, claimfile.ErrControl) {
				k.summary.control++
			} else {
				unreadable++
			}
			bad.Add(err)
			continue
		}
		k.summary.claims++
		if b.claims = append(b.claims, c); len(b.claims) == batchSize {
			k.pool.send(b)
			if err := k.pool.failed(); err != nil {
				return err
			}
			b = k.pool.batch(name, in)
		}
	}
	k.pool.send(b)
	bad.End()
	for _, n := range in.Notes() {
		fmt.Fprintln(k.stderr, "check:", n)
	}
	if in.Cut() {
		k.summary.cut++
	}
	if k.summary.claims == before {
		k.summary.empty++
		if bad.N == 0 {
			fmt.Fprintf(k.stderr, "check: %s: no claims\n", name)
		}
		if unreadable == 1 {
			unreadable = 0 // the one complaint is about the file
		}
	}
	k.summary.unreadable += unreadable
	return nil
}

func (k *check) status() int {
	switch s := &k.summary; {
	case s.empty > 0, s.cut > 0:
		return command.Failed
	case !s.whole(), s.bySeverity[rules.Error] > 0, s.bySeverity[rules.Warning] > 0, s.unjudged.outside > 0:
		return command.Reported
	}
	return command.Done
}

func profileNames() string {
	var names []string
	for _, p := range rules.Profiles() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}
