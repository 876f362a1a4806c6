package hcpcs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
)

func TestKinds(t *testing.T) {
	for text, want := range map[string]string{
		"LT": "anatomic, NCCI-associated", "F5": "anatomic, NCCI-associated", "25": "NCCI-associated, global surgery",
		"59": "NCCI-associated, distinct service", "XU": "NCCI-associated, distinct service", "27": "NCCI-associated",
		"91": "NCCI-associated, repeat, laboratory", "26": "component", "TC": "component", "AS": "assistant at surgery",
		"62": "surgeons", "55": "split care", "50": "bilateral", "51": "multiple procedures", "76": "repeat",
		"53": "altered service", "QK": "anesthesia", "P3": "physical status", "95": "telehealth", "GY": "liability",
		"KX": "liability, therapy", "GP": "therapy", "RR": "equipment", "JW": "drug", "GC": "teaching", "QW": "laboratory",
		"8P": "performance measure", "AH": "professional", "GW": "hospice", "Q1": "research", "33": "preventive",
		"RH": "", "ZZ": "",
	} {
		require.Equal(t, want, hcpcs.MustParseModifier(text).Kinds().String(), text)
	}
	require.Zero(t, hcpcs.Modifier{}.Kinds())
	require.True(t, hcpcs.MustParseModifier("XS").Is(hcpcs.Distinct|hcpcs.NCCIAssociated))
	require.False(t, hcpcs.MustParseModifier("XS").Is(hcpcs.Distinct|hcpcs.Anatomic))
	require.Zero(t, testing.AllocsPerRun(100, func() { hcpcs.MustParseModifier("XS").Kinds() }))
}

func TestSite(t *testing.T) {
	left, right := hcpcs.Left, hcpcs.Right
	for text, want := range map[string]hcpcs.Site{
		"LT": {Side: left}, "RT": {Side: right},
		"E1": {Part: "upper eyelid", Side: left}, "E2": {Part: "lower eyelid", Side: left},
		"E3": {Part: "upper eyelid", Side: right}, "E4": {Part: "lower eyelid", Side: right},
		"FA": {Part: "hand", Side: left, Digit: 1}, "F1": {Part: "hand", Side: left, Digit: 2}, "F4": {Part: "hand", Side: left, Digit: 5},
		"F5": {Part: "hand", Side: right, Digit: 1}, "F9": {Part: "hand", Side: right, Digit: 5},
		"TA": {Part: "foot", Side: left, Digit: 1}, "T4": {Part: "foot", Side: left, Digit: 5}, "T5": {Part: "foot", Side: right, Digit: 1},
		"LC": {Part: "coronary artery", Side: left, Name: "circumflex"}, "LD": {Part: "coronary artery", Side: left, Name: "anterior descending"},
		"LM": {Part: "coronary artery", Side: left, Name: "main"}, "RC": {Part: "coronary artery", Side: right, Name: "right"},
		"RI": {Part: "coronary artery", Name: "ramus intermedius"},
	} {
		got, ok := hcpcs.MustParseModifier(text).Site()
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	_, ok := hcpcs.MustParseModifier("26").Site()
	require.False(t, ok)
	require.Equal(t, "left right ", left.String()+" "+right.String()+" "+hcpcs.NoSide.String())
}

func TestAmbulance(t *testing.T) {
	trip, ok := hcpcs.MustParseModifier("RH").Ambulance()
	require.True(t, ok)
	require.Equal(t, "residence to hospital", trip.Origin.String()+" to "+trip.Destination.String())
	for text, want := range map[string]bool{"SX": true, "XH": false, "RB": false, "26": false} {
		_, ok := hcpcs.MustParseModifier(text).Ambulance()
		require.Equal(t, want, ok, text)
	}
	_, ok = hcpcs.Modifier{}.Ambulance()
	require.False(t, ok)
}

func modifiers(texts ...string) []hcpcs.Modifier {
	var ms []hcpcs.Modifier
	for _, s := range texts {
		ms = append(ms, hcpcs.MustParseModifier(s))
	}
	return ms
}

func TestConflicts(t *testing.T) {
	for _, pair := range [][2]string{
		{"26", "TC"}, {"LT", "RT"}, {"50", "RT"}, {"59", "XS"}, {"XE", "XU"}, {"80", "AS"}, {"62", "80"}, {"62", "66"}, {"54", "55"},
		{"78", "79"}, {"76", "77"}, {"52", "53"}, {"AA", "QK"}, {"P1", "P2"}, {"95", "GT"}, {"GA", "GZ"}, {"GA", "GX"}, {"GY", "GZ"},
		{"NU", "RR"}, {"KH", "KI"}, {"JW", "JZ"}, {"GC", "GE"}, {"GN", "GO"}, {"GV", "GW"}, {"Q0", "Q1"}, {"25", "25"},
	} {
		c := hcpcs.Conflicts(modifiers(pair[0], pair[1])...)
		require.Len(t, c, 1, pair)
		require.Equal(t, pair[0]+pair[1], c[0].A.String()+c[0].B.String())
		require.NotEmpty(t, c[0].Reason)
		require.Len(t, hcpcs.Conflicts(modifiers(pair[1], pair[0])...), 1, pair)
	}
	for _, line := range [][]string{{"26", "59", "LT"}, {"GX", "GY"}, {"80", "LT"}, {"F1", "F2"}, {"QS", "QZ", "P3"}, {"25", "57"}} {
		require.Empty(t, hcpcs.Conflicts(modifiers(line...)...), line)
	}
	require.Len(t, hcpcs.Conflicts(modifiers("XE", "XS", "XU")...), 3)
	require.Empty(t, hcpcs.Conflicts(hcpcs.Modifier{}, hcpcs.Modifier{}))
}

func TestSortModifiers(t *testing.T) {
	ms := modifiers("GC", "LT", "AQ", "59", "26")
	hcpcs.SortModifiers(ms)
	require.Equal(t, modifiers("26", "GC", "59", "LT", "AQ"), ms)
}
