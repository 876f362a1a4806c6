package hcpcs_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]struct {
		level   hcpcs.Level
		section string
		suffix  byte
		dental  bool
	}{
		"99213":     {hcpcs.LevelI, "", 0, false},
		"0001A":     {hcpcs.LevelI, "", 'A', false},
		"0001F":     {hcpcs.LevelI, "", 'F', false},
		"0001m":     {hcpcs.LevelI, "", 'M', false},
		" 0042T ":   {hcpcs.LevelI, "", 'T', false},
		"0001U":     {hcpcs.LevelI, "", 'U', false},
		"j0120":     {hcpcs.LevelII, "J", 0, false},
		"D0120":     {hcpcs.LevelII, "D", 0, true},
		"V5364\r\n": {hcpcs.LevelII, "V", 0, false},
		"W0001":     {hcpcs.LevelIII, "W", 0, false},
		"Z9999":     {hcpcs.LevelIII, "Z", 0, false},
	} {
		c, err := hcpcs.Parse(text)
		require.NoError(t, err, text)
		require.True(t, c.IsValid())
		require.Equal(t, want.level, c.Level(), text)
		require.Equal(t, want.section, c.Section().String(), text)
		require.Equal(t, want.suffix, c.Suffix(), text)
		require.Equal(t, want.dental, c.IsDental(), text)
	}
	for text, offset := range map[string]int{
		"": 0, "  ": 2, "9921": 4, "992133": 5, "A012": 4, "-0120": 0, "AB120": 1, "9921X": 4, "99A21": 2, "0001FF": 5, "A012T": 4, "٠0001": 0,
	} {
		_, err := hcpcs.Parse(text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.Equal(t, offset, ce.Offset, text)
		require.Equal(t, "HCPCS", ce.System)
	}
	require.Panics(t, func() { hcpcs.MustParse("x") })
	require.Equal(t, hcpcs.NoLevel, hcpcs.Code{}.Level())
	require.Equal(t, "I II III", hcpcs.LevelI.String()+" "+hcpcs.LevelII.String()+" "+hcpcs.LevelIII.String())
	require.Equal(t, "drugs administered other than by mouth, chemotherapy", hcpcs.MustParse("J0120").Section().Title())
	require.Empty(t, hcpcs.MustParse("99213").Section().Title()+hcpcs.MustParse("Z0001").Section().Title()+hcpcs.Section('I').Title())
}

func TestModifier(t *testing.T) {
	for text, level := range map[string]hcpcs.Level{
		"26": hcpcs.LevelI, "1P": hcpcs.LevelI, "p3": hcpcs.LevelI, "LT": hcpcs.LevelII, " F5": hcpcs.LevelII, "P9": hcpcs.LevelII, "PA": hcpcs.LevelII,
	} {
		m, err := hcpcs.ParseModifier(text)
		require.NoError(t, err, text)
		require.Equal(t, level, m.Level(), text)
	}
	for text, offset := range map[string]int{"": 0, "L": 1, "LTT": 2, "L-": 1, " *T": 1} {
		_, err := hcpcs.ParseModifier(text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, text)
		require.Equal(t, offset, ce.Offset, text)
	}
	require.Panics(t, func() { hcpcs.MustParseModifier("x") })
	require.Equal(t, hcpcs.NoLevel, hcpcs.Modifier{}.Level())
	require.Equal(t, uint16('L')<<8|'T', hcpcs.MustParseModifier("LT").Key())
	require.False(t, hcpcs.Modifier{}.IsValid())
}

// The text, JSON, binary and SQL forms come back; nothing, NULL and empty text
// are the zero value, and what doesn't parse changes nothing.
func TestForms(t *testing.T) {
	type record struct {
		Code     hcpcs.Code     `json:"code,omitzero"`
		Modifier hcpcs.Modifier `json:"modifier,omitzero"`
	}
	for text, want := range map[string]record{
		`{"code":"J0120","modifier":"RT"}`: {hcpcs.MustParse("J0120"), hcpcs.MustParseModifier("RT")},
		`{}`:                               {},
	} {
		var got record
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		require.Equal(t, want, got)
		b, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, text, string(b))

		var back record
		bin, err := got.Code.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, back.Code.UnmarshalBinary(bin))
		bin, err = got.Modifier.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, back.Modifier.UnmarshalBinary(bin))
		require.Equal(t, want, back)

		back = record{hcpcs.MustParse("A0001"), hcpcs.MustParseModifier("LT")}
		v, err := got.Code.Value()
		require.NoError(t, err)
		require.NoError(t, back.Code.Scan(v))
		v, err = got.Modifier.Value()
		require.NoError(t, err)
		require.NoError(t, back.Modifier.Scan(v))
		require.Equal(t, want, back)
	}
	c, m := hcpcs.MustParse("J0120"), hcpcs.MustParseModifier("RT")
	require.Error(t, c.Scan("x"))
	require.Error(t, m.UnmarshalText([]byte("x")))
	require.Equal(t, "J0120 RT", c.String()+" "+m.String())
	require.Equal(t, -1, c.Compare(hcpcs.MustParse("J0121")))
	require.Equal(t, +1, m.Compare(hcpcs.MustParseModifier("LT")))
	require.NotZero(t, c.Key())
}

func TestParseDoesNotAllocate(t *testing.T) {
	line := "J0120 RT"
	require.Zero(t, testing.AllocsPerRun(100, func() {
		c, _ := hcpcs.Parse(line[:5])
		m, _ := hcpcs.ParseModifier(line[6:])
		if !c.IsValid() || !m.IsValid() {
			t.Fatal("malformed")
		}
	}))
}

// A code that parses is its own text, in capitals without the blanks.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"99213", "0001A", " j0120", "D012", "W0001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := hcpcs.Parse(s)
		if (err == nil) != c.IsValid() {
			t.Fatalf("%q: %v, %v", s, c, err)
		}
		if err == nil {
			if again := hcpcs.MustParse(c.String()); again != c || len(c.String()) != 5 || c.Level() == hcpcs.NoLevel {
				t.Fatalf("%q gives %v, then %v", s, c, again)
			}
		}
		m, err := hcpcs.ParseModifier(s)
		if err == nil && hcpcs.MustParseModifier(m.String()) != m {
			t.Fatalf("%q gives %v", s, m)
		}
	})
}
