package research

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

// An Elixhauser is a release of AHRQ's Elixhauser Comorbidity Software Refined
// for ICD-10-CM: which secondary diagnosis is which comorbidity of a stay. It
// is immutable and safe for any number of goroutines.
type Elixhauser struct {
	prov     medcode.Provenance
	diags    []medcode.Diagnostic
	measures []Measure
	codes    map[Code]flags
	exempt   map[Code]bool // codes of POA-dependent measures that no hospital reports POA for
	rules    elixhauserRules
}

// A Measure is a comorbidity.
type Measure struct {
	Name        string // AHRQ's data element without its prefix: "HF"
	Description string // "Heart failure"
	POA         bool   // counts only when present on admission
	Readmission int    // weight in the index of 30-day readmission
	Mortality   int    // weight in the index of in-hospital mortality
}

// flags are the columns of the reference file that a code has, by the places
// of their measures; a column that is no measure stands behind them.
type flags uint64

// A Comorbidities is the result for one stay.
type Comorbidities struct {
	Measures    MeasureSet
	Readmission int  // index of the risk of readmission within 30 days
	Mortality   int  // index of the risk of death in hospital
	NoPOA       bool // no indicator was reported: the POA-dependent measures are unknown, not absent, and the indices without them
}

// A MeasureSet is a set of measures of one release, by their places.
type MeasureSet uint64

// Has reports whether measure i is in s.
func (s MeasureSet) Has(i int) bool { return i >= 0 && s>>i&1 == 1 }

// Len returns the number of measures in s.
func (s MeasureSet) Len() int { return bits.OnesCount64(uint64(s)) }

// All yields the places of the measures in s, ascending.
func (s MeasureSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros64(uint64(s))) {
				return
			}
		}
	}
}

// The two columns of the reference file that together make the measure CBVD,
// and the name of the measure.
const (
	cbvdNow     = "CBVD_POA"
	cbvdSequela = "CBVD_SQLA"
	cbvd        = "CBVD"
)

// exclusions are the measures that a severer one of the same disease takes the
// place of, in the order in which they apply (AHRQ's program
// CMR_Mapping_Program, the same in v2022.1 and v2026.1; User Guide, section
// "Handling of Clinically Similar Comorbidity Measures").
var exclusions = [...]struct{ severer, milder string }{
	{"DIAB_CX", "DIAB_UNCX"},
	{"HTN_CX", "HTN_UNCX"},
	{"CANCER_METS", "CANCER_SOLID"},
	{"CANCER_METS", "CANCER_NSITU"},
	{"CANCER_SOLID", "CANCER_NSITU"},
	{"LIVER_SEV", "LIVER_MLD"},
	{"RENLFL_SEV", "RENLFL_MOD"},
}

// weights are those of AHRQ's indices, readmission and mortality, from its
// program CMR_Index_Program of v2026.1. They are the same since v2023.1.
var weights = map[string][2]int{
	"AIDS": {5, -4}, "ALCOHOL": {3, -1}, "ANEMDEF": {5, -3}, "AUTOIMMUNE": {2, 0}, "BLDLOSS": {2, -4},
	"CANCER_LEUK": {10, 9}, "CANCER_LYMPH": {7, 5}, "CANCER_METS": {11, 22}, "CANCER_NSITU": {0, 0}, "CANCER_SOLID": {7, 10},
	"CBVD": {0, 5}, "COAG": {3, 14}, "DEMENTIA": {1, 5}, "DEPRESS": {2, -8}, "DIAB_CX": {4, -2}, "DIAB_UNCX": {0, 0},
	"DRUG_ABUSE": {6, -7}, "HF": {7, 14}, "HTN_CX": {0, 1}, "HTN_UNCX": {0, 0}, "LIVER_MLD": {3, 2}, "LIVER_SEV": {10, 16},
	"LUNG_CHRONIC": {4, 2}, "NEURO_MOVT": {1, -1}, "NEURO_OTH": {2, 22}, "NEURO_SEIZ": {5, 2}, "OBESE": {-2, -7},
	"PARALYSIS": {3, 4}, "PERIVASC": {1, 3}, "PSYCHOSES": {6, -9}, "PULMCIRC": {3, 4}, "RENLFL_MOD": {4, 3}, "RENLFL_SEV": {8, 7},
	"THYROID_HYPO": {0, -3}, "THYROID_OTH": {0, -8}, "ULCER_PEPTIC": {2, 0}, "VALVE": {0, 0}, "WGHTLOSS": {6, 13},
}

// mortality2022 are the mortality weights of v2022.1 that differ from those of
// later releases (CMR_Index_Program of v2022.1).
var mortality2022 = map[string]int{"AUTOIMMUNE": -1, "CANCER_LYMPH": 6, "CANCER_METS": 23, "COAG": 15, "DEPRESS": -9,
	"HF": 15, "LIVER_SEV": 17, "NEURO_OTH": 23, "RENLFL_SEV": 8, "WGHTLOSS": 14}

// The releases whose indices are known: v2021.1 had none, and what follows the
// last may have others.
const (
	firstIndices = "2022.1"
	lastIndices  = "2026.1"
)

// weightsOf returns the weights of a measure in a release, readmission and
// mortality, and whether the measure is known. A release without a name has the
// latest weights, one before the first none.
func weightsOf(release, measure string) (w [2]int, known bool) {
	w, known = weights[measure]
	if release != "" && release < firstIndices {
		return [2]int{}, true
	}
	if m, changed := mortality2022[measure]; changed && release == firstIndices {
		w[1] = m
	}
	return w, known
}

// elixhauserRules are the rules above by place.
type elixhauserRules struct {
	poa                    flags // measures and columns that need POA
	cbvdNow, cbvdSequela   flags
	cbvd                   flags
	severer, milder        [len(exclusions)]flags
	readmission, mortality [64]int8
}

// WithExempt returns e with another list of codes exempt from
// present-on-admission reporting: hospitals report no indicator for them, and
// they count as present. Without a list, sequelae of stroke and other status
// codes are lost. AHRQ's program takes the list of the discharge's fiscal year.
func (e *Elixhauser) WithExempt(exempt iter.Seq[cm.Code]) *Elixhauser {
	f := *e
	f.exempt = map[Code]bool{}
	if exempt == nil {
		return &f
	}
	for c := range exempt {
		f.addExempt(CM(c))
	}
	return &f
}

func (e *Elixhauser) addExempt(c Code) {
	if e.codes[c]&e.rules.poa != 0 {
		e.exempt[c] = true
	}
}

// Provenance returns where e came from.
func (e *Elixhauser) Provenance() medcode.Provenance { return e.prov }

// String names the release for people: its system, name, period and size.
func (e *Elixhauser) String() string { return fmt.Sprintf("%v: %d codes", e.prov, e.Len()) }

// Diagnostics returns the defects of the file.
func (e *Elixhauser) Diagnostics() []medcode.Diagnostic { return e.diags }

// Len returns the number of codes that are a comorbidity.
func (e *Elixhauser) Len() int { return len(e.codes) }

// Measures yields the measures with their places.
func (e *Elixhauser) Measures() iter.Seq2[int, Measure] {
	return func(yield func(int, Measure) bool) {
		for i, m := range e.measures {
			if !yield(i, m) {
				return
			}
		}
	}
}

// Lookup returns the measures of a code, not looking at present-on-admission.
func (e *Elixhauser) Lookup(c Code) (MeasureSet, bool) {
	f, ok := e.codes[c]
	return e.set(f), ok
}

// set returns the measures among f; both columns of cerebrovascular disease are
// that measure.
func (e *Elixhauser) set(f flags) MeasureSet {
	if f&(e.rules.cbvdNow|e.rules.cbvdSequela) != 0 {
		f |= e.rules.cbvd
	}
	return MeasureSet(f) & (1<<len(e.measures) - 1)
}

// All yields the codes with their measures, in no order.
func (e *Elixhauser) All() iter.Seq2[Code, MeasureSet] {
	return func(yield func(Code, MeasureSet) bool) {
		for c, f := range e.codes {
			if !yield(c, e.set(f)) {
				return
			}
		}
	}
}

// Stay returns the comorbidities of one stay from its diagnoses. The principal
// diagnosis is the reason of the stay and no comorbidity. A measure that
// depends on present-on-admission counts when the indicator is Y or W or the
// code is exempt. When no diagnosis of the stay has an indicator, NoPOA is set
// and none of these measures counts, as in AHRQ's program with its switch POA=0:
// the indices are those without them.
func (e *Elixhauser) Stay(dx []Diagnosis) Comorbidities { return e.In(dx, medcode.Period{}) }

// In is Stay for the diagnoses of the days in a window, for comorbidities of a
// person over several stays.
func (e *Elixhauser) In(dx []Diagnosis, window medcode.Period) Comorbidities {
	var got, late flags // what counts; cerebrovascular disease that came during the stay
	reported := false
	for i := range dx {
		d := &dx[i]
		reported = reported || d.POA != cm.POABlank
		if d.Principal || d.Outside(window) {
			continue
		}
		f := e.codes[d.Code]
		got |= f &^ e.rules.poa
		if f &= e.rules.poa; f == 0 {
			continue
		}
		switch {
		case d.POA == cm.POAYes || d.POA == cm.POAClinical || e.exempt[d.Code]:
			got |= f
		case d.POA == cm.POANo || d.POA == cm.POAUnknown:
			late |= f
		}
	}
	if !reported {
		got &^= e.rules.poa // an exempt code says nothing of a stay without indicators
	}
	got = e.rules.settle(got, late)
	r := Comorbidities{Measures: MeasureSet(got), NoPOA: !reported}
	for m := range r.Measures.All() {
		r.Readmission += int(e.rules.readmission[m])
		r.Mortality += int(e.rules.mortality[m])
	}
	return r
}

// settle makes the measures of the flags: cerebrovascular disease of its two
// columns, then the exclusions. A sequela counts unless the disease itself came
// during the stay (CMR_Mapping_Program: CMR_CBVD of CBVD_POA, CBVD_NPOA and
// CBVD_SQLA).
func (r *elixhauserRules) settle(got, late flags) flags {
	if got&r.cbvdNow != 0 || got&r.cbvdSequela != 0 && late&r.cbvdNow == 0 {
		got |= r.cbvd
	}
	got &^= r.cbvdNow | r.cbvdSequela
	for i := range r.severer {
		if got&r.severer[i] != 0 {
			got &^= r.milder[i]
		}
	}
	return got
}

// Explain returns what In makes of each diagnosis: a line for each measure of
// each code, counted or not and why not. It is a second, plain way to the same
// result: the measures with a counted line are those of In.
func (e *Elixhauser) Explain(dx []Diagnosis, window medcode.Period) []Evidence {
	var lines []Evidence
	reported := slices.ContainsFunc(dx, func(d Diagnosis) bool { return d.POA != cm.POABlank })
	for i, d := range dx {
		for f := e.codes[d.Code]; f != 0; f &= f - 1 {
			column := f & -f
			why := e.why(d, column, window)
			if why == "" && !reported && column&e.rules.poa != 0 {
				why = whyNoPOA
			}
			lines = append(lines, Evidence{Diagnosis: i, Category: e.name(column), Why: why})
		}
	}
	has := func(name string) bool {
		return slices.ContainsFunc(lines, func(l Evidence) bool { return l.Category == name && l.Why == "" })
	}
	for i, l := range lines {
		if l.Category == cbvdSequela && l.Why == "" && e.strokeDuring(dx, window) && !has(cbvdNow) {
			lines[i].Why = "cerebrovascular disease came during the stay"
		}
	}
	for _, x := range exclusions {
		for i, l := range lines {
			if l.Category == x.milder && l.Why == "" && has(x.severer) {
				lines[i].Why = x.severer + " takes its place"
			}
		}
	}
	for i := range lines {
		l := &lines[i]
		l.Counted = l.Why == ""
		if l.Category == cbvdNow || l.Category == cbvdSequela {
			l.Category = cbvd
		}
	}
	return lines
}

func (e *Elixhauser) name(column flags) string {
	switch column {
	case e.rules.cbvdNow:
		return cbvdNow
	case e.rules.cbvdSequela:
		return cbvdSequela
	}
	return e.measures[bits.TrailingZeros64(uint64(column))].Name
}

// why returns why a diagnosis doesn't count for a column, "" when it does.
func (e *Elixhauser) why(d Diagnosis, column flags, window medcode.Period) string {
	switch {
	case d.Principal:
		return whyPrincipal
	case d.Outside(window):
		return whyWindow
	case column&e.rules.poa == 0, e.exempt[d.Code], d.POA == cm.POAYes, d.POA == cm.POAClinical:
		return ""
	}
	return whyPOA
}

// strokeDuring reports whether a cerebrovascular disease is reported as not
// present on admission.
func (e *Elixhauser) strokeDuring(dx []Diagnosis, window medcode.Period) bool {
	return slices.ContainsFunc(dx, func(d Diagnosis) bool {
		return e.codes[d.Code]&e.rules.cbvdNow != 0 && !e.exempt[d.Code] && !d.Principal && !d.Outside(window) &&
			(d.POA == cm.POANo || d.POA == cm.POAUnknown)
	})
}

// Holds reports whether c is of the system that the measures are for. The file
// doesn't tell a code that is no comorbidity from one that is none.
func (e *Elixhauser) Holds(c Code) bool { return c.System() == ICD10CM }
