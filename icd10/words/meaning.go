package words

import (
	"slices"
	"strings"
	"sync"
)

type meaning struct {
	id    int32
	share float32 // 1 for the word itself
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
