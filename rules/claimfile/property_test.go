package claimfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// plain and odd are what texts of generated claims are made of: words as claims
// have them, and what formats may stumble over.
var (
	plainWords = []string{"A1", "42", "I10", "E11.9", "0450", "1234567893", "07", "X", "MRN-9", "207RC0000X"}
	oddWords   = []string{"a b", "x:y", "é", `"q"`, `in "the" middle`, "[", "[1]", "-", "NULL", "n/a", "1E+05", " lead", "tail ", "a,b", "a;b", "a|b", "a\tb", "*", "~", "^", ">", "l\nf", "\\", "sep=", "'", "{", "0.50", "true", "\u00a0", "\x00", "4/5/2026", "."}
)

// any fills a value with what such a claim may say.
func fill(r *rand.Rand, v reflect.Value, words []string) {
	switch p := v.Addr().Interface().(type) {
	case *medcode.Date:
		*p = medcode.NewDate(2016+r.IntN(10), 1, 1).AddDays(r.IntN(365))
		return
	case *medcode.Cents:
		*p = medcode.Cents(r.IntN(1_000_000))
		return
	case *drg.Number:
		*p = drg.Number(1 + r.IntN(998))
		return
	case *medcode.Sex:
		*p = medcode.Sex(r.IntN(3))
		return
	case *rules.Age:
		*p = rules.YearsOld(r.IntN(90))
		return
	case *rules.Payer:
		*p = rules.Payer(r.IntN(6))
		return
	case *rules.ICD:
		*p = rules.ICD(r.IntN(2))
		return
	case *rules.Setting:
		*p = rules.Setting(1 + r.IntN(5))
		return
	case *[]rules.Unreadable, *rules.Place:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(words[r.IntN(len(words))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Float64:
		v.SetFloat(float64(r.IntN(4000)) / 4)
	case reflect.Int:
		v.SetInt(int64(1 + r.IntN(12)))
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), 1+r.IntN(3), 3)
		for i := range list.Len() {
			fill(r, list.Index(i), words)
		}
		v.Set(list)
	case reflect.Struct:
		for i := range v.NumField() {
			if i == 0 && v.NumField() < 6 || r.IntN(3) > 0 {
				fill(r, v.Field(i), words)
			}
		}
	}
}

// made makes a claim of which most fields say something.
func made(r *rand.Rand, words []string) *rules.Claim {
	c := &rules.Claim{}
	fill(r, reflect.ValueOf(c).Elem(), words)
	c.ID, c.Setting = "C-1", rules.Setting(1+r.IntN(5))
	if c.Setting <= rules.Outpatient {
		c.TypeOfBill = map[rules.Setting]string{rules.Inpatient: "0111", rules.Outpatient: "0137"}[c.Setting]
	}
	if c.PlaceOfService == "" { // which an 837 must have
		c.PlaceOfService = "11"
	}
	c.Patient.Age = rules.Age{}
	if r.IntN(4) == 0 {
		c.Patient.Birth, c.Patient.Age = medcode.Date{}, rules.YearsOld(r.IntN(90))
	}
	return c
}

// back writes a claim and reads it, and returns what the writer says is lost.
func back(t *testing.T, format claimfile.Format, c *rules.Claim) (got []*rules.Claim, lost map[string]int, err error) {
	var b bytes.Buffer
	w, err := claimfile.NewWriter(&b, format)
	require.NoError(t, err)
	if err := w.Write(c); err != nil {
		require.NoError(t, w.Close())
		return nil, nil, err
	}
	require.NoError(t, w.Close())
	for c, err := range claimfile.Read("f", &b) {
		if !errors.Is(err, claimfile.ErrControl) {
			require.NoError(t, err)
			got = append(got, c)
		}
	}
	return got, w.Lost(), nil
}

// without removes from a claim in JSON the fields that are lost.
func without(t *testing.T, c *rules.Claim, lost map[string]int) map[string]any {
	text, err := json.Marshal(c)
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(text, &all))
	for path := range lost {
		remove(all, strings.Split(path, "."))
	}
	return all
}

func remove(v any, path []string) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			remove(one, path)
		}
	case map[string]any:
		if len(path) > 1 {
			remove(v[path[0]], path[1:])
			if inner, ok := v[path[0]].(map[string]any); ok && len(inner) == 0 {
				delete(v, path[0])
			}
			return
		}
		delete(v, path[0])
	}
}

// unheld are the fields that an 837 has no place for, by setting; 0 for all.
var unheld = map[rules.Setting]string{
	0:                  "ccn specialty lines.specialty poaExempt patient.age adjudicated allowed paid denied denialReason lines.allowed lines.paid lines.denied lines.denialReason lines.daysSupply patient.given relationship member patient.id payer icd",
	rules.Inpatient:    "placeOfService frequency lines.placeOfService lines.pointers teeth lines.teeth lines.areas lines.prosthesis orthodontics.treatment orthodontics.months orthodontics.remaining orthodontics.placed",
	rules.Professional: "typeOfBill admission discharge lines.revenue lines.nonCovered teeth lines.teeth lines.areas lines.prosthesis orthodontics.treatment orthodontics.months orthodontics.remaining orthodontics.placed",
	rules.Dental:       "typeOfBill admission discharge lines.revenue lines.nonCovered lines.measure",
}

// TestWrittenIsRead: claims of any content are written and read back equal, or are
// an error, or the fields that differ are told; of plain content they are written,
// and only fields that a format has no place for are lost.
func TestWrittenIsRead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, format := range []claimfile.Format{claimfile.JSONLines, claimfile.CSV, claimfile.X12} {
		for _, plain := range []bool{true, false} {
			words := plainWords
			if !plain {
				words = append(slices.Repeat(plainWords, 100), oddWords...)
			}
			written := 0
			for range 400 {
				c := made(r, words)
				got, lost, err := back(t, format, c)
				if err != nil {
					require.ErrorIs(t, err, medcode.ErrSyntax)
					require.True(t, !plain || format == claimfile.X12 && c.Setting == rules.Pharmacy, "%v", err)
					continue
				}
				written++
				require.Len(t, got, 1)
				if len(lost) == 0 {
					require.Equal(t, c, got[0])
				}
				require.Equal(t, without(t, c, lost), without(t, got[0], lost))
				if format != claimfile.X12 {
					require.True(t, len(lost) == 0 || !plain && len(lost) < 4, "%v", lost)
					continue
				}
				if !plain {
					continue
				}
				setting := c.Setting
				if setting == rules.Outpatient {
					setting = rules.Inpatient
				}
				for field := range lost {
					if field == "charge" { // the sum of the lines' stands for one of zero
						require.Zero(t, c.Charge)
						continue
					}
					if field == "unreadable" {
						require.Empty(t, got[0].Unreadable)
					}
					require.Contains(t, strings.Fields(unheld[0]+" "+unheld[setting]), field)
				}
			}
			require.NotZero(t, written)
		}
	}
}
