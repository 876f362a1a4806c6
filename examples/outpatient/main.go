// Outpatient groups, edits and prices outpatient claims of hospitals, and prints
// their lines as a remittance would.
//
//	outpatient -releases DIR [-tables DIR] [flags] claims ...
//
// DIR of -releases is a folder with CMS's OPPS addenda (a zip or folder for each
// year or quarter), or one that has them in its folder opps; wage indices are
// taken from the pricer's tables among them. DIR of -tables has the I/OCE's flags
// (go doc ./hcpcs/opps Tables).
//
//	outpatient -releases releases -tables ioce-tables-26.0 -extra extra.tsv -o lines.tsv claims.jsonl.gz
//	outpatient -releases releases -cbsa 35614 -ccr 0.284 -rural claims.837
//
// A claim's condition and value codes may stand in a table beside it (-extra):
// claim, condition_codes, value_codes, several with commas or blanks between
// them, values as FD=0000500000, in cents.
//
// With -o the lines are written to a table, and not printed; the totals are
// printed in either case, with -o - on the standard error.
//
// The exit status is 0; 1 where claims or lines are held, claims could not be read
// or are not outpatient, or no release holds on their dates; and 2 where a file
// can't be read to its end or has no claims.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/ioce"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

const usage = `outpatient -releases DIR [-tables DIR] [flags] claims ...

Groups, edits and prices outpatient claims of hospitals (X12 837, FHIR, RIF, CCLF,
Synthea's CSV, JSON Lines or CSV, gzip'ed or not; - is the standard input).`

// A config is what the command line asks for.
type config struct {
	releases, tables, extra, output string
	cbsa                            string
	reclassified                    bool
	hospital                        opps.Provider
	patient                         opps.Beneficiary
	explain                         bool
	files                           []string
}

func parseArgs(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("outpatient", flag.ContinueOnError)
	fs.StringVar(&c.releases, "releases", "", "`folder` with CMS's OPPS addenda, or with a folder opps that has them")
	fs.StringVar(&c.tables, "tables", "", "`folder` with the I/OCE's flags; without it what depends on them isn't judged")
	fs.StringVar(&c.extra, "extra", "", "`table` with condition and value codes by claim")
	fs.StringVar(&c.output, "o", "", "write the lines to this `file`; .gz compresses, - is the standard output")
	fs.StringVar(&c.cbsa, "cbsa", "", "the hospital's `area`, for its wage index")
	fs.BoolVar(&c.reclassified, "reclassified", false, "the hospital doesn't lie in that area, but was reclassified to it")
	wage := fs.String("wage", "1", "the hospital's wage `index`, where no area is given")
	ratio := fs.String("ccr", "0", "the hospital's `ratio` of costs to charges; 0 leaves outliers out")
	fs.BoolVar(&c.hospital.Rural, "rural", false, "the hospital is a rural sole community hospital")
	fs.BoolVar(&c.hospital.NoQuality, "noquality", false, "the hospital did not report quality data")
	deductible := fs.String("deductible", "0", "`dollars` that each patient still owes of the year's deductible")
	fs.BoolVar(&c.explain, "explain", false, "print how each line came to its price")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	c.files = fs.Args()
	var err error
	for _, f := range []struct {
		flag, text string
		least      float64
		to         *int64
	}{{"wage", *wage, 0.0001, &c.hospital.WageIndex}, {"ccr", *ratio, 0, &c.hospital.CostRatio}} {
		v, e := strconv.ParseFloat(f.text, 64)
		if e != nil || !(v >= f.least) || v > 100 {
			return nil, fmt.Errorf("-%s %s: want a number from %v to 100, as 0.9876", f.flag, f.text, f.least)
		}
		*f.to = int64(v*10000 + 0.5)
	}
	if c.patient.Deductible, err = medcode.ParseCents(*deductible); err != nil {
		return nil, fmt.Errorf("-deductible: %w", err)
	}
	if c.patient.Deductible < 0 {
		return nil, fmt.Errorf("-deductible %s: want dollars, 0 or more", *deductible)
	}
	switch {
	case c.releases == "":
		return nil, errors.New("-releases is missing; -h shows the flags")
	case len(c.files) == 0:
		return nil, errors.New("no file of claims; -h shows the flags")
	case c.reclassified && c.cbsa == "":
		return nil, errors.New("-reclassified is about the area of -cbsa, which is missing")
	}
	inputs := 0
	for _, name := range append(c.files[:len(c.files):len(c.files)], c.extra) {
		if name == "-" {
			inputs++
		}
	}
	if inputs > 1 {
		return nil, errors.New("- is named twice; the standard input can be read once")
	}
	return &c, nil
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parseArgs(args, stderr)
	if err == nil {
		err = c.run(stdin, stdout, stderr)
	}
	return command.Status("outpatient", err, stderr)
}

func (c *config) run(stdin io.Reader, stdout, stderr io.Writer) (err error) {
	var d desk
	d.config, d.stderr = c, stderr
	if d.editor, err = c.editor(); err != nil {
		return err
	}
	if c.extra != "" {
		if d.extra, err = readExtra(c.extra, stdin); err != nil {
			return err
		}
	}
	if c.output == "" {
		d.report = &remittance{w: stdout, explain: c.explain}
		return d.run(stdin, stdout)
	}
	if c.output == "-" {
		d.report = &table{w: stdout}
		return d.run(stdin, stderr)
	}
	out, err := outfile.Create(c.output, append([]string{c.releases, c.tables, c.extra}, c.files...)...)
	if err != nil {
		return err
	}
	defer out.Discard()
	d.report = &table{w: out}
	err = d.run(stdin, stdout)
	if err != nil && !errors.Is(err, command.ErrTold) {
		return err
	}
	return errors.Join(out.Commit(), err)
}

// A report takes claims one by one.
type report interface {
	begin() error
	claim(c *rules.Claim, j *ioce.Judgement, p *opps.Payments) error
	end() error
}

// A desk works the claims through.
type desk struct {
	*config
	stderr io.Writer
	editor *ioce.Editor
	extra  map[string]extra
	report report

	judged   ioce.Judgement
	payments opps.Payments
	totals
}

// totals are the sums of what was met.
type totals struct {
	claims, lines, undated, unreadable int
	others                             int  // that are not outpatient
	failed                             bool // a file could not be read to its end, or has no claims
	dispositions                       [5]int
	sum                                opps.LinePayment
	program                            medcode.Cents
}

func (d *desk) run(stdin io.Reader, stdout io.Writer) error {
	if err := d.report.begin(); err != nil {
		return err
	}
	d.payments.Explain = d.explain
	for _, name := range d.files {
		if err := d.file(name, stdin); err != nil {
			return err
		}
	}
	if err := d.report.end(); err != nil {
		return err
	}
	if err := d.print(stdout); err != nil {
		return err
	}
	if d.others > 0 {
		fmt.Fprintf(d.stderr, "outpatient: %s left out: not outpatient\n", command.Count(d.others, "claim"))
	}
	switch {
	case d.failed:
		return errFiles
	case d.undated+d.unreadable+d.others > 0, d.dispositions[opps.Clean] < d.claims:
		return command.ErrTold
	}
	return nil
}

// errFiles ends a run whose other files are done.
var errFiles = errors.New("not every file was read to its end and has claims")

func (d *desk) file(name string, stdin io.Reader) error {
	in, err := command.Open(name, stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	bad := command.Complaints{Program: "outpatient", File: name, To: d.stderr}
	r := claimfile.NewReader(command.Label(name), in, claimfile.Options{})
	claims := 0
	for c, err := range r.All() {
		if err != nil {
			bad.Add(err)
			continue
		}
		claims++
		if !outpatient(c) {
			d.others++
			continue
		}
		if err := d.claim(c); err != nil {
			return err
		}
	}
	bad.End()
	if claims == 0 && bad.N == 0 {
		fmt.Fprintf(d.stderr, "outpatient: %s: no claims\n", command.Label(name))
	}
	d.failed = d.failed || claims == 0 || r.Cut()
	d.unreadable += bad.N
	return nil
}

// outpatient reports whether the outpatient editor takes a claim: one of outpatient
// care, or of an inpatient's under Part B, type of bill 12x.
func outpatient(c *rules.Claim) bool {
	bill := strings.TrimPrefix(c.TypeOfBill, "0")
	return c.Setting == rules.Outpatient || c.Setting == rules.Inpatient && len(bill) == 3 && bill[:2] == "12"
}

func (d *desk) claim(c *rules.Claim) error {
	d.claims++
	x := d.extra[c.ID]
	c.Conditions = append(c.Conditions, x.conditions...)
	c.Values = append(c.Values, x.values...)
	d.editor.Judge(c, &d.judged)
	j, p := &d.judged, &d.payments
	if j.Grouper == nil {
		d.undated++
		fmt.Fprintf(d.stderr, "outpatient: claim %s: no OPPS addenda hold on %v\n", c.ID, c.Date())
		return nil
	}
	d.lines += len(c.Lines)
	patient := d.patient
	for _, v := range c.Values {
		if v.Code == "FD" {
			patient.Credit = patient.Credit.Add(v.Amount)
		}
	}
	year, err := opps.YearOf(c.Date())
	if err == nil {
		j.Grouper.Price(&year, &j.Claim, &j.Result, d.hospital, patient, p)
	} else {
		*p = opps.Payments{Lines: make([]opps.LinePayment, len(c.Lines)), Explain: d.explain}
	}
	d.dispositions[j.Result.Disposition]++
	if j.Result.Disposition != opps.WholeSuspended {
		d.sum.Payment = d.sum.Payment.Add(p.Total.Payment)
		d.sum.Outlier = d.sum.Outlier.Add(p.Total.Outlier)
		d.sum.Deductible = d.sum.Deductible.Add(p.Total.Deductible)
		d.sum.Copay = d.sum.Copay.Add(p.Total.Copay)
		d.program = d.program.Add(p.Total.Program())
	}
	return d.report.claim(c, j, p)
}

func (d *desk) print(w io.Writer) error {
	_, err := fmt.Fprintf(w, `claims        %12d
lines         %12d
clean         %12d
lines held    %12d  rejected or denied, the claims go on
claims held   %12d  returned, suspended, rejected or denied; not in the sums
payment       %12v
outliers      %12v
deductible    %12v
copayment     %12v
Medicare pays %12v
`, d.claims, d.lines, d.dispositions[opps.Clean], d.dispositions[opps.LinesRejected]+d.dispositions[opps.LinesDenied], d.dispositions[opps.WholeSuspended],
		d.sum.Payment, d.sum.Outlier, d.sum.Deductible, d.sum.Copay, d.program)
	return err
}
