package main

import (
	"encoding/json"
	"strconv"

	"github.com/medcode/medcode/rules"
)

// appendLine appends the line of a claim as encoding/json writes it, to which a
// test holds it; it is written here since findings are most of what check writes.
func appendLine(b []byte, file, claim string, findings []rules.Finding) []byte {
	b = appendText(append(b, `{"file":`...), file)
	b = appendText(append(b, `,"claim":`...), claim)
	b = append(b, `,"findings":[`...)
	for i := range findings {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendFinding(b, &findings[i])
	}
	return append(b, "]}\n"...)
}

func appendFinding(b []byte, f *rules.Finding) []byte {
	b = appendText(append(b, `{"rule":`...), f.Rule)
	b = appendText(append(b, `,"title":`...), f.Title)
	b = appendText(append(b, `,"severity":`...), f.Severity.String())
	if f.Disposition != 0 {
		b = appendText(append(b, `,"disposition":`...), f.Disposition.String())
	}
	b = appendPlace(append(b, `,"place":`...), f.Place)
	if len(f.Related) > 0 {
		b = append(b, `,"related":[`...)
		for i, p := range f.Related {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendPlace(b, p)
		}
		b = append(b, ']')
	}
	if len(f.Codes) > 0 {
		b = append(b, `,"codes":[`...)
		for i, code := range f.Codes {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendText(b, code)
		}
		b = append(b, ']')
	}
	b = appendText(append(b, `,"message":`...), f.Message)
	if f.Suggestion != "" {
		b = appendText(append(b, `,"suggestion":`...), f.Suggestion)
	}
	b = appendText(append(b, `,"citation":{"document":`...), f.Citation.Document)
	if f.Citation.Section != "" {
		b = appendText(append(b, `,"section":`...), f.Citation.Section)
	}
	b = append(b, '}')
	if f.Release != "" {
		b = appendText(append(b, `,"release":`...), f.Release)
	}
	return append(b, '}')
}

func appendPlace(b []byte, p rules.Place) []byte {
	b = append(b, '{')
	comma := func() {
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
	}
	if p.Part != rules.OfClaim {
		b = appendText(append(b, `"part":`...), p.Part.String())
	}
	switch p.Part {
	case rules.OfReason, rules.OfDiagnosis, rules.OfProcedure, rules.OfLine:
		if p.Index != -1 {
			comma()
			b = strconv.AppendInt(append(b, `"number":`...), int64(p.Index)+1, 10)
		}
	}
	if p.Field != "" {
		comma()
		b = appendText(append(b, `"field":`...), p.Field)
	}
	return append(b, '}')
}

// appendText appends a string of JSON. What needs escapes is left to encoding/json.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, _ := json.Marshal(s) // a string has always a form
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
