package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"

	"github.com/medcode/medcode/examples/internal/command"
)

// mostWorkers bounds the blocks in memory, a quarter of a megabyte each.
const mostWorkers = 1024

// options are what the command line says.
type options struct {
	version  string
	manual   string
	wordings string
	icd10cm  string
	icd10pcs string
	carry    bool
	answers  bool
	explain  string
	form     string
	output   string
	columns  command.Columns
	workers  int
	files    []string
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("group", flag.ContinueOnError)
	f.StringVar(&o.version, "version", "", "group with this `version` of MS-DRG (43.1; 40 for v40), whatever the stays say")
	f.StringVar(&o.manual, "manual", "", "group with the Definitions Manual at `path`, a zip or folder, compiled on the spot")
	f.StringVar(&o.wordings, "wordings", "", "with -manual: a `file` of wordings that the manual has and the lexicon hasn't, written as drg/internal/compile/lexicon.txt")
	f.StringVar(&o.icd10cm, "icd10cm", "", "with -manual: the ICD-10-CM release of its year at `path`, which tells what codes there are")
	f.StringVar(&o.icd10pcs, "icd10pcs", "", "with -manual: the same of ICD-10-PCS")
	f.BoolVar(&o.carry, "carry", false, "with -version or -manual: carry codes of another year into those of the version, and say which")
	f.BoolVar(&o.answers, "answers", false, "write the answer format of the reference vectors")
	f.StringVar(&o.explain, "explain", "", "explain the stay of this `id`, and group no other")
	f.StringVar(&o.form, "form", "full", "with -explain: `short`, full, json or mermaid")
	f.StringVar(&o.output, "o", "", "write to `file`, as CSV if it ends in .csv, gzip'ed if in .gz")
	f.Var(&o.columns, "columns", command.ColumnsUsage)
	f.IntVar(&o.workers, "workers", runtime.GOMAXPROCS(0), "`number` of stays grouped at the same time")
	usage := "group [flags] [FILE …]\n\nGroups inpatient stays; without files some of its own. FILE is CSV with a header,\nJSON Lines, the TSV of the reference vectors or a workbook (.xlsx), or of claims (X12 837, FHIR,\nRIF, CCLF, JSON Lines, CSV), whose stays are grouped; plain or gzip; - is standard input.\n\n" +
		"  id,age,sex,status,dx,px\n  1,78,F,1,I5021:Y J9601:Y,5A1935Z\n\n  {\"id\": \"1\", \"age\": 78, \"sex\": \"F\", \"status\": 1, \"dx\": [\"I50.21:Y\", \"J96.01:Y\"], \"px\": [\"5A1935Z\"]}\n\n" +
		"More columns and keys: version, age_days, hospital (NON_EXEMPT, EXEMPT, UNKNOWN), admission,\ndischarge, admit. A code is followed by its POA indicator. Flags come before files."
	if err := command.Parse(f, usage, args, stderr); err != nil {
		return nil, err
	}
	o.files = f.Args()
	switch {
	case o.version != "" && o.manual != "":
		return nil, errors.New("-version and -manual exclude each other")
	case o.manual == "" && o.wordings+o.icd10cm+o.icd10pcs != "":
		return nil, errors.New("-wordings, -icd10cm and -icd10pcs go with -manual")
	case o.carry && o.version+o.manual == "":
		return nil, errors.New("-carry goes with -version or -manual")
	case o.explain == "" && isSet(f, "explain"):
		return nil, errors.New("-explain: the id is empty; want that of a stay")
	case o.answers && o.explain != "":
		return nil, errors.New("-answers and -explain exclude each other")
	case forms[o.form] == nil:
		return nil, fmt.Errorf("-form %s: want short, full, json or mermaid", o.form)
	case o.form != "full" && o.explain == "":
		return nil, errors.New("-form goes with -explain")
	case o.workers < 1 || o.workers > mostWorkers:
		return nil, fmt.Errorf("-workers %d: want 1 to %d", o.workers, mostWorkers)
	}
	return o, nil
}

// isSet reports whether the command line gives a flag.
func isSet(f *flag.FlagSet, name string) (set bool) {
	f.Visit(func(g *flag.Flag) { set = set || g.Name == name })
	return set
}
