package research

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// A Charlson counts Charlson's comorbidities by the codes of Quan and others,
// in ICD-9-CM and ICD-10. NewCharlson makes one; it is safe for any number of
// goroutines.
type Charlson struct {
	weights   CharlsonWeights
	principal bool
	table     map[Code]CharlsonSet
}

// CharlsonWeights is which weights score the conditions.
type CharlsonWeights uint8

// The weights.
const (
	Charlson1987 CharlsonWeights = iota // Charlson and others 1987, on the seventeen conditions
	Quan2011                            // updated by Quan and others 2011
)

// A CharlsonCondition is one of the seventeen conditions.
type CharlsonCondition uint8

// The conditions, in the order of Quan's table.
const (
	MyocardialInfarction CharlsonCondition = iota
	CongestiveHeartFailure
	PeripheralVascularDisease
	CerebrovascularDisease
	Dementia
	ChronicPulmonaryDisease
	RheumaticDisease
	PepticUlcerDisease
	MildLiverDisease
	DiabetesUncomplicated
	DiabetesComplicated
	Hemiplegia
	RenalDisease
	Malignancy
	SevereLiverDisease
	MetastaticTumor
	AIDS
	charlsonConditions
)

// A charlsonRow is a row of table 1 of Quan and others 2005: the enhanced
// ICD-9-CM and the ICD-10 codes of a condition, and its weights of 1987 and
// 2011. A code stands for all that it begins; a range for all from the first
// code to those that the last begins.
type charlsonRow struct {
	short  string
	name   string
	weight [2]int
	icd9   string
	icd10  string
}

// charlsonTable is from
//
//	Quan H, Sundararajan V, Halfon P, et al. Coding algorithms for defining
//	comorbidities in ICD-9-CM and ICD-10 administrative data. Med Care
//	2005;43(11):1130–1139. doi:10.1097/01.mlr.0000182534.19832.83, table 1
//
//	Charlson ME, Pompei P, Ales KL, MacKenzie CR. A new method of classifying
//	prognostic comorbidity in longitudinal studies. J Chronic Dis
//	1987;40(5):373–383. doi:10.1016/0021-9681(87)90171-8
//
//	Quan H, Li B, Couris CM, et al. Updating and validating the Charlson
//	comorbidity index and score for risk adjustment in hospital discharge
//	abstracts using data from 6 countries. Am J Epidemiol
//	2011;173(6):676–682. doi:10.1093/aje/kwq433
var charlsonTable = [charlsonConditions]charlsonRow{
	MyocardialInfarction: {"mi", "myocardial infarction", [2]int{1, 0},
		"410 412",
		"I21 I22 I252"},
	CongestiveHeartFailure: {"chf", "congestive heart failure", [2]int{1, 2},
		"39891 40201 40211 40291 40401 40403 40411 40413 40491 40493 4254-4259 428",
		"I099 I110 I130 I132 I255 I420 I425-I429 I43 I50 P290"},
	PeripheralVascularDisease: {"pvd", "peripheral vascular disease", [2]int{1, 0},
		"0930 4373 440 441 4431-4439 4471 5571 5579 V434",
		"I70 I71 I731 I738 I739 I771 I790 I792 K551 K558 K559 Z958 Z959"},
	CerebrovascularDisease: {"cevd", "cerebrovascular disease", [2]int{1, 0},
		"36234 430-438",
		"G45 G46 H340 I60-I69"},
	Dementia: {"dementia", "dementia", [2]int{1, 2},
		"290 2941 3312",
		"F00-F03 F051 G30 G311"},
	ChronicPulmonaryDisease: {"cpd", "chronic pulmonary disease", [2]int{1, 1},
		"4168 4169 490-505 5064 5081 5088",
		"I278 I279 J40-J47 J60-J67 J684 J701 J703"},
	RheumaticDisease: {"rheumatic", "rheumatic disease", [2]int{1, 1},
		"4465 7100-7104 7140-7142 7148 725",
		"M05 M06 M315 M32-M34 M351 M353 M360"},
	PepticUlcerDisease: {"pud", "peptic ulcer disease", [2]int{1, 0},
		"531-534",
		"K25-K28"},
	MildLiverDisease: {"liver_mild", "mild liver disease", [2]int{1, 2},
		"07022 07023 07032 07033 07044 07054 0706 0709 570 571 5733 5734 5738 5739 V427",
		"B18 K700-K703 K709 K713-K715 K717 K73 K74 K760 K762-K764 K768 K769 Z944"},
	DiabetesUncomplicated: {"diabetes", "diabetes without chronic complication", [2]int{1, 0},
		"2500-2503 2508 2509",
		"E100 E101 E106 E108 E109 E110 E111 E116 E118 E119 E120 E121 E126 E128 E129 E130 E131 E136 E138 E139 E140 E141 E146 E148 E149"},
	DiabetesComplicated: {"diabetes_complicated", "diabetes with chronic complication", [2]int{2, 1},
		"2504-2507",
		"E102-E105 E107 E112-E115 E117 E122-E125 E127 E132-E135 E137 E142-E145 E147"},
	Hemiplegia: {"plegia", "hemiplegia or paraplegia", [2]int{2, 2},
		"3341 342 343 3440-3446 3449",
		"G041 G114 G801 G802 G81 G82 G830-G834 G839"},
	RenalDisease: {"renal", "renal disease", [2]int{2, 1},
		"40301 40311 40391 40402 40403 40412 40413 40492 40493 582 5830-5837 585 586 5880 V420 V451 V56",
		"I120 I131 N032-N037 N052-N057 N18 N19 N250 Z490-Z492 Z940 Z992"},
	Malignancy: {"malignancy", "any malignancy, including lymphoma and leukemia, except malignant neoplasm of skin", [2]int{2, 2},
		"140-172 174-1958 200-208 2386",
		"C00-C26 C30-C34 C37-C41 C43 C45-C58 C60-C76 C81-C85 C88 C90-C97"},
	SevereLiverDisease: {"liver_severe", "moderate or severe liver disease", [2]int{3, 4},
		"4560-4562 5722-5728",
		"I850 I859 I864 I982 K704 K711 K721 K729 K765 K766 K767"},
	MetastaticTumor: {"metastatic", "metastatic solid tumor", [2]int{6, 6},
		"196-199",
		"C77-C80"},
	AIDS: {"aids", "AIDS/HIV", [2]int{6, 4},
		"042-044",
		"B20-B22 B24"},
}

// charlsonExclusions are the milder conditions that score nothing beside the
// severer form of the same disease.
var charlsonExclusions = [...]struct{ severer, milder CharlsonCondition }{
	{SevereLiverDisease, MildLiverDisease},
	{DiabetesComplicated, DiabetesUncomplicated},
	{MetastaticTumor, Malignancy},
}

// String returns the condition in words.
func (c CharlsonCondition) String() string {
	if c >= charlsonConditions {
		return "no condition"
	}
	return charlsonTable[c].name
}

// Short returns a short name of the condition in small letters, which stands in
// the columns of the output: "chf". It stays the same from version to version.
func (c CharlsonCondition) Short() string {
	if c >= charlsonConditions {
		return ""
	}
	return charlsonTable[c].short
}

// Weight returns what the condition scores, 0 by weights that there are not.
func (c CharlsonCondition) Weight(w CharlsonWeights) int {
	if c >= charlsonConditions || w > Quan2011 {
		return 0
	}
	return charlsonTable[c].weight[w]
}

// CharlsonConditions yields the seventeen conditions.
func CharlsonConditions() iter.Seq[CharlsonCondition] {
	return func(yield func(CharlsonCondition) bool) {
		for c := range charlsonConditions {
			if !yield(c) {
				return
			}
		}
	}
}

// A CharlsonSet is a set of conditions.
type CharlsonSet uint32

// Has reports whether c is in s.
func (s CharlsonSet) Has(c CharlsonCondition) bool { return s>>c&1 == 1 }

// A CharlsonScore is the result for one person.
type CharlsonScore struct {
	Conditions CharlsonSet // all that are coded, the milder beside the severer
	Score      int         // each disease once, by its severer form
}

// AgeAdjusted returns the score with a point for each decade from 50 years on:
// one at 50 to 59, two at 60 to 69, three at 70 to 79, four from 80 (Charlson
// M, Szatrowski TP, Peterson J, Gold J. Validation of a combined comorbidity
// index. J Clin Epidemiol 1994;47(11):1245–1251). That 90 gives no fifth point
// is the usual form of calculators.
func (s CharlsonScore) AgeAdjusted(years int) int {
	return s.Score + min(max(years/10-4, 0), 4)
}

// NewCharlson returns a Charlson with these weights; it panics when there are no
// such weights. Its codings are compiled here; a program makes one and keeps it.
func NewCharlson(w CharlsonWeights) *Charlson {
	if w > Quan2011 {
		panic(fmt.Sprintf("research: NewCharlson with weights %d, which there are not", w))
	}
	c := &Charlson{weights: w, table: map[Code]CharlsonSet{}}
	for condition, row := range charlsonTable {
		for code := range codesIn(ICD9CM, row.icd9) {
			c.table[code] |= 1 << condition
		}
		for code := range codesIn(ICD10CM, row.icd10) {
			c.table[code] |= 1 << condition
		}
	}
	return c
}

// WithPrincipal returns c counting principal diagnoses too: for windows of past
// stays, where the reason of an earlier stay is a comorbidity now.
func (c *Charlson) WithPrincipal() *Charlson {
	d := *c
	d.principal = true
	return &d
}

// codesIn yields the codes of a list such as "I21 I425-I429 I60-I69", ranges
// expanded: over the last character of codes of one length, or from category
// to category. "174-1958" is 174 to 194, and 1950 to 1958.
func codesIn(s System, list string) iter.Seq[Code] {
	return func(yield func(Code) bool) {
		for item := range strings.FieldsSeq(list) {
			first, last, isRange := strings.Cut(item, "-")
			if !isRange {
				last = first
			}
			for _, text := range expandRange(first, last) {
				if !yield(MustParseCode(s, text)) {
					return
				}
			}
		}
	}
}

func expandRange(first, last string) []string {
	if len(last) > len(first) {
		n := len(first)
		return append(expandRange(first, before(last[:n])), expandRange(last[:n]+"0", last)...)
	}
	var texts []string
	for t := first; ; t = after(t) {
		texts = append(texts, t)
		if t >= last {
			return texts
		}
	}
}

// after and before return the next and the last text of the same length, whose
// digits count on: I69 after I68, 199 before 200.
func after(t string) string  { return count(t, '9', '0', 1) }
func before(t string) string { return count(t, '0', '9', -1) }

func count(t string, over, to byte, step int) string {
	b := []byte(t)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != over {
			b[i] = byte(int(b[i]) + step)
			break
		}
		b[i] = to
	}
	return string(b)
}

// Lookup returns the conditions of a code: those of the longest code of the
// table that it begins with, of at least three characters. Codes of WHO's
// ICD-10 are coded as those of ICD-10-CM are.
func (c *Charlson) Lookup(code Code) CharlsonSet {
	if code.System() == ICD10 {
		code = Code{code.word()}
	}
	var s CharlsonSet
	for n := min(code.word().Len(), 5); n >= 3; n-- {
		s |= c.table[code.First(n)]
	}
	return s
}

// Of returns the conditions and score of a person from the diagnoses in a
// window; the zero window holds all.
func (c *Charlson) Of(dx []Diagnosis, window medcode.Period) CharlsonScore {
	var s CharlsonSet
	for i := range dx {
		if d := &dx[i]; (c.principal || !d.Principal) && !d.Outside(window) {
			s |= c.Lookup(d.Code)
		}
	}
	return CharlsonScore{s, c.score(s)}
}

func (c *Charlson) score(s CharlsonSet) (n int) {
	for _, x := range charlsonExclusions {
		if s.Has(x.severer) {
			s &^= 1 << x.milder
		}
	}
	for condition := range CharlsonConditions() {
		if s.Has(condition) {
			n += condition.Weight(c.weights)
		}
	}
	return n
}

// Explain returns what Of makes of each diagnosis. A milder condition beside
// its severer form is a line that doesn't count.
func (c *Charlson) Explain(dx []Diagnosis, window medcode.Period) []Evidence {
	all := c.Of(dx, window).Conditions
	var lines []Evidence
	for i, d := range dx {
		s := c.Lookup(d.Code)
		for condition := range CharlsonConditions() {
			if !s.Has(condition) {
				continue
			}
			e := Evidence{Diagnosis: i, Category: condition.String()}
			switch {
			case d.Principal && !c.principal:
				e.Why = whyPrincipal
			case d.Outside(window):
				e.Why = whyWindow
			default:
				x := slices.IndexFunc(charlsonExclusions[:], func(x struct{ severer, milder CharlsonCondition }) bool {
					return x.milder == condition && all.Has(x.severer)
				})
				if x >= 0 {
					e.Why = charlsonExclusions[x].severer.String() + " takes its place"
				}
			}
			e.Counted = e.Why == ""
			lines = append(lines, e)
		}
	}
	return lines
}
