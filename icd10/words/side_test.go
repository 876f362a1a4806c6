package words

import "testing"

// A side that the phrase says is that of the answer, whatever the text was of.
func TestSides(t *testing.T) {
	f := newest()
	for phrase, want := range map[string]string{
		"rotator cuff tear right": "M75.101", "torn rotator cuff, left shoulder": "M75.102",
		"DVT right leg": "I82.401", "fracture of wrist, left": "S62.102A", "baby with jaundice": "P59.9",
	} {
		if got := f.Find(phrase, 1); len(got) == 0 || got[0].Entry.Code().String() != want {
			t.Errorf("%s: %v, want %s", phrase, got, want)
		}
	}
	for phrase, want := range map[string]string{"left or right": "", "Rt hip": "right", "both knees": "bilateral", "fever": ""} {
		if got := sideOf(phrase); got != want {
			t.Errorf("side of %q: %q, want %q", phrase, got, want)
		}
	}
}
