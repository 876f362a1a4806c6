package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"reflect"
	"strings"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/mce"
)

func init() {
	beam.RegisterType(reflect.TypeFor[Row]())
	register.DoFn4x0[context.Context, string, func(Row), func(string)](&decodeFn{})
	register.DoFn2x1[context.Context, Row, Row](&groupFn{})
	register.DoFn1x1[Row, Row](&editFn{})
	register.DoFn1x1[Row, Row](&comorbidityFn{})
	register.DoFn1x2[Row, string, error](&formatFn{})
	register.DoFn2x0[string, func(string)](&shardFn{})
	register.DoFn2x0[Row, func(string, Mix)](&monthFn{})
	register.Combiner1[Mix](&mixFn{})
	register.Function2x1(formatMix)
	register.Emitter1[Row]()
	register.Emitter1[string]()
	register.Emitter2[string, Mix]()
}

// answer decodes lines and says what each stay comes to. The three transforms
// are apart, to be used one by one; a runner fuses them into one step without a
// shuffle between.
func answer(s beam.Scope, lines beam.PCollection, header, version string) (rows, bad beam.PCollection) {
	rows, bad = beam.ParDo2(s, &decodeFn{Header: header}, lines)
	rows = beam.ParDo(s, &groupFn{Version: version}, rows)
	rows = beam.ParDo(s, &editFn{}, rows)
	return beam.ParDo(s, &comorbidityFn{}, rows), bad
}

// A decodeFn takes stays from lines, in the format that the header says.
type decodeFn struct {
	Header  string
	decoder *stayfile.Decoder
	stays   beam.Counter
	bad     beam.Counter
}

// newDecoder returns a decoder of CSV with a header, of JSON Lines without one.
func newDecoder(header string) (*stayfile.Decoder, error) {
	if header == "" {
		header = "{}"
	}
	r, err := stayfile.NewReader(strings.NewReader(header), "line")
	if err != nil {
		return nil, err
	}
	return r.Decoder(), nil
}

// Names of counters.
const (
	someStays = "stays"
	noStay    = "lines that are no stay"
	noDRG     = "stays without a DRG for a problem"
)

// Setup makes the decoder.
func (f *decodeFn) Setup() (err error) {
	f.stays, f.bad = beam.NewCounter("medcode", someStays), beam.NewCounter("medcode", noStay)
	f.decoder, err = newDecoder(f.Header)
	return err
}

// ProcessElement emits the stay of a line, or the line with what is wrong.
func (f *decodeFn) ProcessElement(ctx context.Context, line string, stay func(Row), bad func(string)) {
	if line == f.Header {
		return // each of several files begins with it
	}
	for rec, err := range f.decoder.Stays(stayfile.Block{Line: 1, Text: line}) {
		if err != nil {
			f.bad.Inc(ctx, 1)
			bad(fmt.Sprintf("%v\t%s", err, line))
			continue
		}
		f.stays.Inc(ctx, 1)
		s := stayOf(rec)
		stay(Row{Stay: s, ID: s.ID, Discharge: s.Discharge})
	}
}

// A groupFn adds the DRG and its weight.
type groupFn struct {
	Version string // for all stays; empty where their discharge says
	fixed   *drg.Grouper
	problem beam.Counter
	stay    drg.Stay
	result  drg.Result
}

// Setup loads a version's tables, so that no element waits for them. They are
// the same for all goroutines of the process.
func (f *groupFn) Setup() (err error) {
	f.problem = beam.NewCounter("medcode", noDRG)
	if f.Version == "" {
		_, err = msdrg.Library().Latest()
		return err
	}
	f.fixed, err = msdrg.Library().Version(f.Version)
	return err
}

// ProcessElement groups a stay.
func (f *groupFn) ProcessElement(ctx context.Context, r Row) Row {
	r.Stay.into(&f.stay)
	g, err := f.grouper(&r.Stay)
	if err != nil {
		f.problem.Inc(ctx, 1)
		r.Problem = err.Error()
		return r
	}
	g.GroupInto(&f.stay, &f.result)
	a := &f.result.Final
	r.Version, r.DRG, r.MDC, r.Title, r.HACs = f.result.Version, int(a.DRG), a.MDC, a.Title, f.result.HACs
	r.Severity, r.ReturnCode = a.Level.String(), a.Code.String()
	if year, err := ipps.ForDischarge(f.stay.Discharge); err == nil {
		w, _ := year.Lookup(a.DRG)
		r.Weight = int(w.Relative)
	}
	return r
}

func (f *groupFn) grouper(s *Stay) (*drg.Grouper, error) {
	switch {
	case f.fixed != nil:
		return f.fixed, nil
	case s.Version != "":
		return msdrg.Library().Version(s.Version)
	case s.Discharge == "":
		return nil, fmt.Errorf("neither a day of discharge nor a version: %w", medcode.ErrDate)
	}
	return msdrg.Library().On(f.stay.Discharge)
}

// An editFn adds the edits of the Medicare Code Editor.
type editFn struct {
	editor *mce.Release
	stay   drg.Stay
	record mce.Record
	answer mce.Answer
}

// Setup loads the editor's table, once in a process.
func (f *editFn) Setup() { f.editor = mce.Default() }

// ProcessElement edits a stay.
func (f *editFn) ProcessElement(r Row) Row {
	r.Stay.into(&f.stay)
	s, rec := &f.stay, &f.record
	*rec = mce.Record{Discharge: s.Discharge, Age: s.Age, Sex: s.Sex, Status: s.Status, LengthOfStay: mce.Unknown, Admitting: r.Stay.Admitting,
		Diagnoses: rec.Diagnoses[:0], Procedures: r.Stay.Procedures}
	if !s.Admission.IsZero() && !s.Discharge.IsZero() {
		rec.LengthOfStay = s.Discharge.DaysSince(s.Admission)
	}
	for _, d := range r.Stay.Diagnoses {
		code, _, _ := strings.Cut(d, ":")
		rec.Diagnoses = append(rec.Diagnoses, code)
	}
	f.editor.EditInto(&f.answer, rec)
	r.EditType = f.answer.Type.String()
	for e, n := range f.answer.Counts() {
		r.Edits = append(r.Edits, fmt.Sprintf("%s=%d", e, n))
	}
	return r
}

// measures are the tables of comorbidities, read once in a process.
var measures = sync.OnceValue(func() (m struct {
	elixhauser *research.Elixhauser
	names      []string
	charlson   *research.Charlson
}) {
	m.elixhauser, m.charlson = research.CompiledElixhauser(), research.NewCharlson(research.Charlson1987)
	for _, measure := range m.elixhauser.Measures() {
		m.names = append(m.names, measure.Name)
	}
	return m
})

// A comorbidityFn adds the comorbidities of Elixhauser and Charlson.
type comorbidityFn struct {
	elixhauser *research.Elixhauser
	names      []string
	charlson   *research.Charlson
	stay       drg.Stay
	dx         []research.Diagnosis
}

// Setup loads the tables.
func (f *comorbidityFn) Setup() {
	m := measures()
	f.elixhauser, f.names, f.charlson = m.elixhauser, m.names, m.charlson
}

// ProcessElement finds the comorbidities of a stay.
func (f *comorbidityFn) ProcessElement(r Row) Row {
	r.Stay.into(&f.stay)
	f.dx = f.dx[:0]
	for i, d := range f.stay.Diagnoses {
		if d.Code.IsValid() {
			f.dx = append(f.dx, research.Diagnosis{Code: research.CM(d.Code), Date: f.stay.Discharge, POA: d.POA, Principal: i == 0})
		}
	}
	c := f.elixhauser.Stay(f.dx)
	for i := range c.Measures.All() {
		r.Comorbidities = append(r.Comorbidities, f.names[i])
	}
	if !c.NoPOA {
		r.Indices = []int{c.Readmission, c.Mortality}
	}
	r.Charlson = f.charlson.Of(f.dx, medcode.Period{}).Score
	return r
}

// A formatFn writes rows as JSON.
type formatFn struct{}

// ProcessElement returns the line of a row.
func (formatFn) ProcessElement(r Row) (string, error) {
	type shown Row
	line, err := json.Marshal(struct {
		shown
		Weight any `json:"weight,omitempty"`
	}{shown(r), weight(r.Weight)})
	return string(line), err
}

func weight(n int) any {
	if n == 0 {
		return nil
	}
	return ipps.Weight(n)
}

// A shardFn passes the lines of one shard of several. A line is in the same one
// each time.
type shardFn struct{ Shard, Of int }

// ProcessElement emits a line of the shard.
func (f *shardFn) ProcessElement(line string, emit func(string)) {
	h := fnv.New32a()
	h.Write([]byte(line))
	if int(h.Sum32()%uint32(f.Of)) == f.Shard {
		emit(line)
	}
}

// A Mix adds up stays: how many, and their weights in ten-thousandths. Sums are
// exact, so that the order of merging doesn't matter.
type Mix struct{ Stays, Sum int }

// summarize gives a line for each month of discharge.
func summarize(s beam.Scope, rows beam.PCollection) beam.PCollection {
	months := beam.ParDo(s, &monthFn{}, rows)
	return beam.ParDo(s, formatMix, beam.CombinePerKey(s, &mixFn{}, months))
}

// A monthFn keys the stays by month.
type monthFn struct{}

// ProcessElement emits the month and weight of a stay that has both a day of
// discharge and a DRG.
func (monthFn) ProcessElement(r Row, emit func(string, Mix)) {
	if r.Discharge != "" && r.Problem == "" {
		emit(r.Discharge[:4]+"-"+r.Discharge[4:6], Mix{1, r.Weight})
	}
}

type mixFn struct{}

// MergeAccumulators adds two mixes.
func (mixFn) MergeAccumulators(a, b Mix) Mix { return Mix{a.Stays + b.Stays, a.Sum + b.Sum} }

func formatMix(month string, m Mix) string {
	return fmt.Sprintf(`{"month":%q,"stays":%d,"caseMixIndex":%.4f}`, month, m.Stays, float64(m.Sum)/float64(m.Stays)/1e4)
}
