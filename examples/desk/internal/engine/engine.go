// Package engine answers the questions of a coder's desk: a request in JSON gives
// an answer in JSON, from embedded data alone.
//
// The page asks it over HTTP on loopback, or in the browser, where it is compiled
// to WebAssembly. It reads no file, opens no connection and keeps nothing.
//
//	engine.Answer([]byte(`{"do":"find","text":"broken left wrist"}`))
//	engine.Answer([]byte(`{"do":"read","text":"I50.21","on":"2026-05-02"}`))
//
// Texts in an answer are plain: whoever shows them escapes them.
package engine

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

// A Request asks one thing.
type Request struct {
	// Do is what is asked: "about", "find" codes by words, "read" a code, "group"
	// a stay, "check" a file of claims.
	Do   string       `json:"do"`
	On   medcode.Date `json:"on,omitzero"`   // date of service or discharge, of about today's
	Text string       `json:"text"`          // words, or a code
	Stay *Stay        `json:"stay"`          // of group
	Name string       `json:"name"`          // of the file of claims
	Data []byte       `json:"data"`          // the file, in JSON base64
	Most int          `json:"most,omitzero"` // of find, how many of each kind; 0 for 10

	// Hospital is whose price is asked for; nil for one without adjustments.
	Hospital *ipps.Hospital `json:"hospital"`
}

// A Failure is the answer to a request that has none.
type Failure struct {
	Error string `json:"error"`
}

// Answer answers a request. The answer is always JSON, a Failure where there is
// nothing to tell.
func Answer(request []byte) []byte {
	answer, err := answer(request)
	if err != nil {
		answer = Failure{err.Error()}
	}
	b, err := json.Marshal(answer)
	if err != nil {
		b, _ = json.Marshal(Failure{err.Error()})
	}
	return b
}

func answer(request []byte) (any, error) {
	var r Request
	d := json.NewDecoder(bytes.NewReader(request))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return nil, fmt.Errorf("the request can't be read: %w", err)
	}
	if r.Do == "about" {
		return about(r.On), nil
	}
	if r.On.IsZero() {
		r.On = newest()
	}
	switch r.Do {
	case "find":
		return find(&r), nil
	case "read":
		return read(&r)
	case "group":
		return group(&r)
	case "check":
		return check(&r)
	}
	return nil, fmt.Errorf("do %q: want about, find, read, group or check", r.Do)
}

// An About says what the answers rest on.
type About struct {
	// On is the date to begin with: today, or the last day that the embedded
	// releases hold for, where they end before it.
	On    medcode.Date `json:"on"`
	First medcode.Date `json:"first"`
	Last  medcode.Date `json:"last"`
	Data  []string     `json:"data"`
}

func about(today medcode.Date) About {
	a := About{On: today, Last: newest()}
	var n int
	for r := range cmdata.Library().Releases() {
		if n++; n == 1 {
			a.First = r.Provenance().Effective.From
		}
	}
	if today.IsZero() || today.After(a.Last) || today.Before(a.First) {
		a.On = a.Last
	}
	a.Data = sources(a.On)
	return a
}

// newest returns the last day of the newest embedded release.
func newest() medcode.Date {
	last, _ := cmdata.Library().Through()
	return last
}
