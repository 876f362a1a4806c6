package words

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
)

func newest() *Finder {
	all := slices.Collect(cmdata.Library().Releases())
	slices.Reverse(all)
	return New(all[0], Options{Older: all[1:]})
}

// Every line of the lists is one reading, its meanings are in words that the
// classification has, and nothing stands twice.
func TestLists(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	f := newest()
	all := slices.Collect(pcsdata.Library().Releases())
	p := NewProcedures(all[len(all)-1])
	for _, c := range []struct {
		name, text string
		x          *engine
	}{{"words.txt", diagnosisText, &f.engine}, {"procedures.txt", procedureText, &p.engine}} {
		seen := map[string]int{}
		for n, line := range strings.Split(strings.TrimSpace(c.text), "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			left, right, ok := strings.Cut(line, " = ")
			require.True(t, ok, "%s:%d: %s", c.name, n+1, line)
			key := strings.Join(plain(strings.TrimPrefix(strings.TrimPrefix(left, "> "), "!")), " ")
			require.NotEmpty(t, key, "%s:%d", c.name, n+1)
			if seen[key] > 0 {
				t.Errorf("%s:%d: %q stands on line %d, too", c.name, n+1, left, seen[key])
			}
			seen[key] = n + 1
			for _, w := range terms(right, some) {
				if len(c.x.texts.meanings(w)) == 0 {
					t.Errorf("%s:%d: no text has %q: %s", c.name, n+1, w, line)
				}
			}
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range [][2]string{
		{"Oedema of both Lungs", "edema both lung"}, {"haemophilia", "hemophilia"}, {"Barrett's oesophagus", "barrett esophagus"},
		{"fractures", "fractur"}, {"biopsies", "biopsy"}, {"torn", "torn"}, {"Guillain-Barré", "guillain barr"},
		{"pancreatitis without necrosis or infection, unspecified", "pancreatitis ~necrosis ~infection unspecifi"},
		{"migraine without aura, not intractable, with status", "migrain ~aura ~intractabl with status"},
	} {
		require.Equal(t, c[1], strings.Join(terms(c[0], throughout), " "), c[0])
	}
	require.Equal(t, []string{"sp", "ppm", "w", "chf", "nv"}, plain("s/p PPM w/ CHF, N/V"))
}

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"asthma", "asthma", 0}, {"astma", "asthma", 1}, {"ashtma", "asthma", 1}, {"pnuemonia", "pneumonia", 1}, {"xyz", "asthma", 3}, {strings.Repeat("a", 50), strings.Repeat("a", 50), 3}} {
		require.Equal(t, c.want, min(edits(c.a, c.b, 2), 3), c)
	}
}

func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		phrase string
		want   string
	}{
		{"BMI 42", "Z68.41"}, {"BMI 33.5 adult", "Z68.33"}, {"bmi of 19", "Z68.1"}, {"BMI: 45", "Z68.42"}, {"body mass index 55", "Z68.43"}, {"BMI 65", "Z68.44"}, {"BMI 71", "Z68.45"},
		{"IUP 32 weeks", "Z3A.32"}, {"8 wks pregnant", "Z3A.08"}, {"pregnancy, 5 weeks", "Z3A.01"}, {"pregnancy, 44 weeks", "Z3A.49"}, {"pregnancy, 60 weeks", ""}, {"NIHSS 12", "R29.712"}, {"NIHSS of 4", "R29.704"}, {"GCS 8", "R40.243"}, {"GCS: 14", "R40.241"}, {"prematurity 32 weeks", "P07.35"}, {"preterm infant, 24 wks", "P07.23"}, {"VLBW 1200 grams", "P07.14"}, {"birth weight 740 g", "P07.02"}, {"LBW 2300g", "P07.18"}, {"30 week preemie", "P07.33"}, {"cough for 3 weeks", ""},
	} {
		require.Equal(t, c.want, strings.Join(measured(c.phrase), " "), c.phrase)
		if c.want != "" {
			e, ok := newestRelease().Lookup(cm.MustParse(c.want))
			require.True(t, ok && (e.Billable() || strings.HasPrefix(c.want, "R40")), c.want)
		}
	}
	for phrase, want := range map[string]string{"10 weeks": "first trimester", "20w": "second trimester", "34 wks": "third trimester", "99 weeks": "", "none": ""} {
		require.Equal(t, want, trimester(phrase), phrase)
	}
}

func newestRelease() *cm.Release {
	var last *cm.Release
	for r := range cmdata.Library().Releases() {
		last = r
	}
	return last
}

// A phrase that gives nothing gives no answer and no panic.
func FuzzFind(f *testing.F) {
	x := newest()
	for _, s := range []string{"", "T2DM w/ CKD 3b", "without", "not", "~", "\x00", strings.Repeat("with ", 300), "BMI 1e9", "é́", "MS PD ALL HIT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, phrase string) {
		answers := x.Find(phrase, 5)
		require.LessOrEqual(t, len(answers), 5)
		for _, a := range answers {
			require.True(t, a.Entry.IsValid())
		}
		require.Empty(t, x.Find(phrase, 0))
	})
}

// No British spelling is passed over.
func TestForeign(t *testing.T) {
	for _, w := range strings.Fields("haemophilia oedema oesophagus oestrogen foetus coeliac anaemia anaesthesia diarrhoea dyspnoea paediatric gynaecomastia leukaemia caesarean tumour colour odour humour caecum faecal ischaemia uraemia glycaemia aetiology orthopaedic fibre centre labour sulphur aluminium litre grey paralyse caesium manoeuvre behaviour neighbour mould") {
		require.NotEqual(t, w, american(w), w)
	}
}
