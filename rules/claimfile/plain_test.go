package claimfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
)

// plainRead is the slow reader that the fast one is held against: it takes the
// separators from their columns of ISA, splits the whole text, and keeps of each
// claim what decides. It knows well-formed interchanges alone.
func plainRead(text string) (all []string) {
	for text = strings.TrimSpace(text); len(text) > 106; {
		element, component, end := text[3:4], text[104:105], text[105:106]
		if end == "\r" || end == "\n" {
			end = "\n"
			text = strings.ReplaceAll(text, "\r", "\n")
		} else {
			text = strings.NewReplacer("\r", "", "\n", "").Replace(text)
		}
		var c *plainClaim
		other, rest := false, ""
		flush := func() {
			if c != nil {
				all = append(all, c.String())
			}
			c = nil
		}
		segments := strings.Split(text, end)
		for i, segment := range segments {
			e := append(strings.Split(strings.TrimSpace(segment), element), make([]string, 12)...)
			switch e[0] {
			case "HL", "SE":
				flush()
			case "CLM":
				flush()
				c, other = &plainClaim{id: e[1], charge: e[2]}, false
			case "SBR":
				other = true
			case "LX":
				other = false
			case "SV1", "SV3":
				c.lines = append(c.lines, strings.Split(e[1], component)[1]+" "+amount(e[2]))
			case "SV2":
				code := append(strings.Split(e[2], component), "")
				c.lines = append(c.lines, code[1]+" "+amount(e[3]))
			case "HI":
				for _, one := range e[1:] {
					p := append(strings.Split(one, component), "", "")
					switch strings.TrimLeft(p[0], "A") {
					case "BK", "BF", "BN":
						c.dx = append(c.dx, p[1])
					case "BBR", "BBQ", "BR", "BQ":
						c.px = append(c.px, p[1])
					}
				}
			case "NM1":
				if c != nil && !other && len(c.lines) == 0 && (e[1] == "82" || e[1] == "71") && e[8] == "XX" {
					c.npi = e[9]
				}
			}
			if e[0] == "IEA" {
				rest = strings.Join(segments[i+1:], end)
				break
			}
		}
		flush()
		text = strings.TrimSpace(rest)
	}
	return all
}

type plainClaim struct {
	id, charge, npi string
	dx, px, lines   []string
}

func (c *plainClaim) String() string {
	return fmt.Sprint(c.id, " ", amount(c.charge), " ", c.npi, c.dx, c.px, c.lines)
}

// amount gives dollars their two decimals.
func amount(text string) string {
	whole, decimals, _ := strings.Cut(text, ".")
	if whole == "" {
		whole = "0"
	}
	return whole + "." + (decimals + "00")[:2]
}

func plainOf(c *rules.Claim) string {
	p := plainClaim{id: c.ID, charge: c.Charge.String(), npi: c.RenderingNPI}
	for _, d := range c.Diagnoses {
		p.dx = append(p.dx, d.Code)
	}
	for _, x := range c.Procedures {
		p.px = append(p.px, x.Code)
	}
	for i := range c.Lines {
		p.lines = append(p.lines, c.Lines[i].Code+" "+c.Lines[i].Charge.String())
	}
	return p.String()
}

// TestPlainCount: the reader and the plain one agree on the samples, and on what
// the writer makes of generated claims, under other separators.
func TestPlainCount(t *testing.T) {
	n := 0
	agree := func(t *testing.T, name, text string) {
		got, _ := claims(t, text)
		var have []string
		for _, c := range got {
			have = append(have, plainOf(c))
		}
		require.Equal(t, plainRead(text), have, name)
		n += len(have)
	}
	files := func(t *testing.T, pattern string) {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			agree(t, name, string(text))
		}
	}
	files(t, "testdata/*.837")
	for guide, body := range map[string]string{guideP: visit + service + visit + other + service, guideI: stay + "LX*1\nSV2*0120**1000*DA*3\n"} {
		text := file837(guide, body)
		for _, r := range []*strings.Replacer{strings.NewReplacer(), strings.NewReplacer("~\n", "~"), strings.NewReplacer("*", "|", ":", ">", "~", "'"), strings.NewReplacer("~\n", "\x1c", "*", "\x1d", ":", "\x1f")} {
			agree(t, guide, r.Replace(text))
			agree(t, guide+" twice", r.Replace(text)+text)
		}
	}
	require.Greater(t, n, 20)
	t.Run("samples", func(t *testing.T) { files(t, filepath.Join(official.Path(t, "claims/837"), "*.txt")) })
}
