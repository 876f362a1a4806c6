package words

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// A query is one reading of a phrase.
type query struct {
	words  []word
	has    map[string]bool // stemmed words
	weight float32         // how likely the reading is
}

// A word of a query, and the words of texts that it may be.
type word struct {
	weight float32
	means  []meaning
}

type meaning struct {
	id    int32
	share float32 // 1 for the word itself
}

// mostReadings bounds the readings of one phrase.
const mostReadings = 12

// joints are words between two conditions of one phrase.
var joints = map[string]bool{"w": true, "with": true, "dt": true, "due": true, "on": true, "and": true, "plus": true, "secondary": true, "from": true}

// readings returns the readings of a phrase: as it stands, with what
// abbreviations and plain words stand for, and the parts of a phrase of several
// conditions.
func (x *engine) readings(phrase string) []*query {
	said := plain(phrase)
	loud := capitals(phrase)
	queries := x.read(said, loud, 1)
	if apart := sidesApart(said); apart != nil { // "broken left wrist" is a broken wrist
		queries = append(queries, x.read(apart, loud, 0.99)...)
	}
	if n := trimester(phrase); n != "" {
		queries = append(queries, x.read(plain(gestation.ReplaceAllString(phrase, n)), loud, 0.98)...)
	}
	var parts [][]string
	from := 0
	for i := range said {
		if joints[said[i]] && i > from {
			parts = append(parts, said[from:i])
			from = i + 1
		}
	}
	if len(parts) > 0 && from < len(said) {
		if cause := said[from-1]; cause == "dt" || cause == "from" || cause == "to" || cause == "due" {
			// "rash due to amoxicillin": a drug there has its adverse effect
			queries = append(queries, x.read(slices.Concat(said[from:], []string{"adverse", "effect"}), loud, 0.85)...)
		}
		weight := float32(0.7)
		for _, part := range append(parts, said[from:]) {
			queries = append(queries, x.read(part, loud, weight)...)
			weight = 0.65
		}
	}
	return queries
}

// sidesApart returns the words with those for sides behind the others; nil where
// that is how they stand.
func sidesApart(said []string) []string {
	var words, behind []string
	for _, w := range said {
		if sideNames[w] != "" {
			behind = append(behind, w)
		} else {
			words = append(words, w)
		}
	}
	if apart := append(words, behind...); !slices.Equal(apart, said) {
		return apart
	}
	return nil
}

// read returns the readings of some words.
func (x *engine) read(said []string, loud map[string]bool, weight float32) []*query {
	variants := []variant{{weight: weight}}
	said = x.corrected(said)
	folded := stems(said)
	for at := 0; at < len(said); {
		r, n := x.lists.first.longest(folded[at:], loud[said[at]])
		if n == 0 {
			for i := range variants {
				variants[i].words = append(variants[i].words, said[at])
			}
			at++
			continue
		}
		var next []variant
		for _, v := range variants {
			for _, m := range r.means {
				if len(next) < mostReadings && !m.denies(said[:at], said[at+n:]) {
					next = append(next, variant{append(slices.Clone(v.words), m.words...), v.weight * m.weight})
				}
			}
			// The words themselves, which a text may have too.
			if len(next) < mostReadings {
				next = append(next, variant{append(slices.Clone(v.words), said[at:at+n]...), v.weight * 0.9})
			}
		}
		variants = next
		at += n
	}
	var queries []*query
	for _, v := range variants {
		v.words = x.lists.second.again(v.words)
		if q := x.query(v.words, v.weight); q != nil {
			queries = append(queries, q)
		}
	}
	return queries
}

type variant struct {
	words  []string
	weight float32
}

// capitals returns the words of a phrase that stand in capitals.
func capitals(phrase string) map[string]bool {
	loud := map[string]bool{}
	for w := range strings.FieldsFuncSeq(phrase, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.ToUpper(w) == w {
			loud[strings.ToLower(w)] = true
		}
	}
	return loud
}

// query weighs the words of a reading; nil where no text has any of them.
func (x *engine) query(said []string, weight float32) *query {
	q := &query{has: map[string]bool{}, weight: weight}
	any := false
	for _, w := range terms(strings.Join(said, " "), some) {
		if q.has[w] {
			continue
		}
		q.has[w] = true
		means := x.texts.meanings(w)
		weight := float32(unknown)
		if len(means) == 0 && strings.HasPrefix(w, negation) {
			weight = unknown / 4
		}
		if len(means) > 0 {
			any = true
			weight = x.texts.rare(means[0].id)
		}
		q.words = append(q.words, word{weight, means})
	}
	if !any {
		return nil
	}
	return q
}

// unknown is what a word weighs that no text has.
const unknown = 3

// kin are words that mean the same in titles: each finds the others for a little
// less.
var kin = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.SplitSeq(`renal kidney nephric
hepatic liver
cardiac heart
pulmonary lung
gastric stomach
cerebral brain
cutaneous skin dermal
dental tooth teeth
ocular eye ophthalmic
oral mouth
nasal nose
hemorrhage bleeding hemorrhagic
diabetes diabetic
fracture fractured
limb extremity
thorax chest
abdomen abdominal belly
cervical neck
infection infected infective
neoplasm tumor
malignant cancer carcinoma
calculus stone calculi
edema swelling
ulcer ulceration ulcerated
child pediatric infant
newborn neonatal perinatal
pregnancy pregnant gestational
delivery childbirth
rupture tear ruptured
stenosis stricture narrowing
insufficiency regurgitation incompetence
septic sepsis
toe toes
parent mother
operation surgery surgical
removal removed
replacement replaced artificial
syndrome disease disorder
accidental unintentional
alcohol alcoholic
arthritis arthritic arthropathy
chronic longstanding
obstruction obstructive obstructed
poisoning toxic
immunization vaccination
screening screen
history hx
deficiency deficient
atherosclerosis arteriosclerosis atherosclerotic arteriosclerotic
embolism embolus embolic
thrombosis thrombus thrombotic
infarction infarct
ischemia ischemic
respiratory respiration
urinary urine
vertebra vertebral spine spinal
joint articular
muscle muscular
vein venous
artery arterial
nerve neural
bone osseous
bladder vesical
bile biliary
femur femoral
radius radial
tibia tibial
ulna ulnar
humerus humeral
fibula fibular
palate palatal
psychosis psychotic
epilepsy epileptic
asthma asthmatic
depression depressive depressed
hypertension hypertensive
suppurative purulent
eyelid lid
senile age-related
intestine intestinal bowel
uterus uterine
ovary ovarian
breast mammary
prostate prostatic
testis testicular testicle
vagina vaginal
cervix cervical
foreign body
laceration cut
contusion bruise
burn scald
fall fell falling
bite bitten
sting stung
collision crash
spleen splenic
pancreas pancreatic
uterus uterine
colon colonic
esophagus esophageal
larynx laryngeal
candida candidal candidiasis
face facial
pharynx pharyngeal
trachea tracheal
bronchus bronchial
thyroid thyroidal
adrenal suprarenal
rectum rectal
anus anal
pleura pleural
cornea corneal
retina retinal
scrotum scrotal
penis penile
wrist carpal
mandible mandibular
maxilla maxillary
lymph lymphatic
aorta aortic
duodenum duodenal
ileum ileal
jejunum jejunal
cecum cecal
ureter ureteral ureteric
urethra urethral
vulva vulvar
sternum sternal
clavicle clavicular
scapula scapular
sacrum sacral
coccyx coccygeal
patella patellar
umbilicus umbilical
placenta placental
fetus fetal
opioid opiate
ulcerative ulcer
tuberculous tuberculosis
syphilitic syphilis
toxicity toxic`, "\n") {
		all := terms(line, some)
		for _, w := range all {
			for _, o := range all {
				if o != w {
					m[w] = append(m[w], o)
				}
			}
		}
	}
	return m
})

// meanings returns the words of texts that a word of a phrase may be: itself and
// its kin, else those that it begins, else those it may be a misspelling of.
func (t *texts) meanings(w string) []meaning {
	var all []meaning
	if id, ok := t.id(w); ok {
		all = append(all, meaning{id, 1})
	}
	for _, k := range kin()[w] {
		if id, ok := t.id(k); ok {
			all = append(all, meaning{id, 0.92})
		}
	}
	if strings.HasPrefix(w, negation) {
		return all
	}
	all = t.derived(w, all)
	if len(all) > 0 {
		return all
	}
	near, _ := t.spelled(w)
	return slices.Concat(near, t.begun(w))
}

// derived adds the words that are made of the same root by another ending:
// perforated and perforation, ulcer and ulceration.
func (t *texts) derived(w string, all []meaning) []meaning {
	root := rootOf(w)
	if len(root) < 5 {
		return all
	}
	first, _ := t.id(root)
	for id := first; int(id) < len(t.words) && strings.HasPrefix(t.words[id], root); id++ {
		known := t.words[id]
		if known != w && len(known) <= len(root)+5 && rootOf(known) == root && !slices.ContainsFunc(all, func(m meaning) bool { return m.id == id }) {
			all = append(all, meaning{id, 0.8})
		}
	}
	return all
}

// endings make words of a root, the longest first; stem has taken off an e.
var endings = []string{"ation", "ement", "ment", "ion", "iv", "ic", "al", "at", "y"}

// rootOf returns a word without the ending that makes it.
func rootOf(w string) string {
	for _, e := range endings {
		if root, ok := strings.CutSuffix(w, e); ok && len(root) >= 5 {
			return root
		}
	}
	return w
}

// begun returns words that begin as w does, or that begin w.
func (t *texts) begun(w string) []meaning {
	if len(w) < 5 {
		return nil
	}
	var all []meaning
	for n := max(5, len(w)-3); n < len(w); n++ {
		if id, ok := t.id(w[:n]); ok {
			all = append(all, meaning{id, 0.7})
		}
	}
	first, _ := t.id(w)
	for id := first; int(id) < len(t.words) && strings.HasPrefix(t.words[id], w); id++ {
		if len(t.words[id])-len(w) <= 5 {
			all = append(all, meaning{id, 0.8})
		}
	}
	slices.SortStableFunc(all, func(a, b meaning) int { return len(t.words[a.id]) - len(t.words[b.id]) })
	return all[:min(len(all), 8)]
}

// spelled returns the words nearest to w, and how near: of five letters and more
// one edit away, of seven and more two.
func (t *texts) spelled(w string) (best []meaning, nearest int) {
	most := mostEdits(w)
	nearest = most + 1
	if len(w) < 5 {
		return nil, nearest
	}
	t.once.Do(func() {
		t.short = map[int][]int32{}
		for id, w := range t.words {
			t.short[len(w)] = append(t.short[len(w)], int32(id))
		}
	})
	for n := len(w) - most; n <= len(w)+most; n++ {
		for _, id := range t.short[n] {
			if t.words[id][0] != w[0] && t.words[id][1] != w[1] {
				continue
			}
			switch d := edits(w, t.words[id], nearest); {
			case d < nearest:
				nearest, best = d, append(best[:0], meaning{id, 0.85})
			case d == nearest && d <= most:
				best = append(best, meaning{id, 0.85})
			}
		}
	}
	return best[:min(len(best), 6)], nearest
}

// edits counts the letters to put in, take out, exchange or swap to make b of a,
// up to a most.
func edits(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][40]int
	if len(b) >= len(rows[0]) || len(a) >= len(rows[0]) {
		return most + 1
	}
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twice := &rows[i%3], &rows[(i-1)%3], &rows[(i+1)%3]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twice[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// fits says how many words of a 7th character's meaning the phrase has that the
// title of the code doesn't.
func (q *query) fits(meaning, title string) float32 {
	var above []string
	n := float32(0)
	for _, w := range meaningTerms(meaning) {
		if q.has[w] && w != "encounter" {
			if above == nil {
				above = terms(title, throughout)
			}
			if !slices.Contains(above, w) {
				n++
			}
		}
	}
	return n
}

// meaningTerms are the words of the meaning of a 7th character. There are some
// hundred meanings.
func meaningTerms(meaning string) []string {
	if known, ok := meanings.Load(meaning); ok {
		return known.([]string)
	}
	all := terms(meaning, throughout)
	meanings.Store(meaning, all)
	return all
}

var meanings sync.Map // []string by meaning

// fitsBeyond says how well a child's title fits the phrase by the words that its
// parent's title doesn't have: those that the phrase has speak for it, the others
// against it, and "unspecified" for it where nothing else does.
func (q *query) fitsBeyond(child, parent string) float32 {
	above := map[string]bool{}
	for _, w := range terms(parent, throughout) {
		above[w] = true
	}
	v, unsaid, usual, same := float32(0), float32(0), float32(0), true
	for _, w := range terms(child, throughout) {
		same = same && above[w]
		switch {
		case above[w]:
		case q.has[w]:
			v++
		case w == "unspecifi":
			usual = max(usual, 0.4)
		case w == "uncomplicat":
			usual = 0.5
		case w == "other":
			usual = max(usual, 0.3)
		case strings.HasPrefix(w, negation):
			usual = 0.5
		default:
			unsaid++
		}
	}
	if same { // J18.9 says what J18 does
		usual = 0.6
	}
	return v + usual - 0.08*min(unsaid, 6)
}
