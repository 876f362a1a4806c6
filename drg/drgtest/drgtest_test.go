package drgtest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/drgtest"
	"github.com/medcode/medcode/drg/msdrg"
)

// versions are the embedded ones; in a short test the newest and the oldest.
func versions(t *testing.T) (out []string) {
	for _, r := range msdrg.Versions() {
		if r.Embedded {
			out = append(out, r.Version)
		}
	}
	require.NotEmpty(t, out)
	if testing.Short() {
		out = []string{out[0], out[len(out)-1]}
	}
	return out
}

func maker(t testing.TB, version string) (*drg.Grouper, *drgtest.Maker) {
	g, err := msdrg.Version(version)
	require.NoError(t, err)
	m, err := drgtest.New(g)
	require.NoError(t, err)
	return g, m
}

func TestEveryDRGIsReached(t *testing.T) {
	for _, v := range versions(t) {
		t.Run(v, func(t *testing.T) {
			t.Parallel()
			g, m := maker(t, v)
			for _, d := range g.DRGs() {
				s, err := m.DRG(d.DRG)
				require.NoError(t, err)
				require.Equal(t, d.DRG.String(), s.ID)
				r := g.Group(&s)
				require.Equal(t, d.DRG, r.Final.DRG)
				requireSmall(t, g, &s)
				for i := range r.Diagnoses {
					require.True(t, r.Diagnoses[i].Recognized)
				}
			}
		})
	}
}

// requireSmall requires that no code of a stay can be left out: without it the
// DRG, or what is said of the stay, is another.
func requireSmall(t *testing.T, g *drg.Grouper, s *drg.Stay) {
	was := g.Group(s).Final.DRG
	for i := 1; i < len(s.Diagnoses); i++ {
		less := *s
		less.Diagnoses = append(append([]drg.Diagnosis(nil), s.Diagnoses[:i]...), s.Diagnoses[i+1:]...)
		require.NotEqual(t, was, g.Group(&less).Final.DRG, "%v without %s", s, s.Diagnoses[i].Code)
	}
	for i := range s.Procedures {
		less := *s
		less.Procedures = append(append([]drg.Procedure(nil), s.Procedures[:i]...), s.Procedures[i+1:]...)
		require.NotEqual(t, was, g.Group(&less).Final.DRG, "%v without %s", s, s.Procedures[i].Code)
	}
}

func TestStaysAreTheSameEveryTime(t *testing.T) {
	_, a := maker(t, "43.1")
	_, b := maker(t, "43.1")
	for _, n := range []drg.Number{1, 56, 216, 470, 871, 981, 989} {
		first, err := a.DRG(n)
		require.NoError(t, err)
		again, err := b.DRG(n)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
}

func TestUnknownDRG(t *testing.T) {
	_, m := maker(t, "43.1")
	_, err := m.DRG(2000)
	require.EqualError(t, err, "MS-DRG 43.1: DRG 2000 can't be reached: the version has no such DRG")
	_, err = m.HAC(99)
	require.ErrorContains(t, err, "no such condition")
	_, err = m.Row(drgtest.Row{DRG: 470})
	var u *drgtest.UnreachableError
	require.True(t, errors.As(err, &u))
	require.Equal(t, "no such row", u.Reason[len(u.Reason)-len("no such row"):])
	_, err = m.ChangedByHAC(470)
	require.ErrorAs(t, err, &u)
}

func ExampleMaker_DRG() {
	g, err := msdrg.Version("43.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := drgtest.New(g)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := m.DRG(470)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(s.Diagnoses), "diagnosis,", len(s.Procedures), "procedure:", g.Group(&s).Final.Title)
	// Output:
	// 1 diagnosis, 1 procedure: Major Hip and Knee Joint Replacement or Reattachment of Lower Extremity without MCC
}
