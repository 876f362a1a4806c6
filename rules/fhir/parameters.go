package fhir

import (
	"encoding/json"
	"fmt"

	"github.com/medcode/medcode"
)

// A Coding is a code with its system.
type Coding struct {
	System  string `json:"system,omitempty"`
	Version string `json:"version,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

// Code and URI are texts that FHIR types apart.
type (
	Code string
	URI  string
)

// Parameters is what operations return.
type Parameters struct{ Parameter []Parameter }

// A Parameter has a value or parts. Value is a string, bool, int, [Code], [URI],
// [Coding], [medcode.Date] or [Outcome].
type Parameter struct {
	Name  string
	Value any
	Part  []Parameter
}

// Get returns the value of the first parameter of that name, or nil.
func (p Parameters) Get(name string) any { return get(p.Parameter, name) }

// Get returns the value of the first part of that name, or nil.
func (p Parameter) Get(name string) any { return get(p.Part, name) }

func get(all []Parameter, name string) any {
	for _, p := range all {
		if p.Name == name {
			return p.Value
		}
	}
	return nil
}

// All returns the parameters of that name.
func (p Parameters) All(name string) []Parameter {
	var all []Parameter
	for _, one := range p.Parameter {
		if one.Name == name {
			all = append(all, one)
		}
	}
	return all
}

func (p *Parameters) add(name string, value any) {
	if value == "" {
		return
	}
	p.Parameter = append(p.Parameter, Parameter{Name: name, Value: value})
}

// MarshalJSON implements [json.Marshaler].
func (p Parameters) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ResourceType string      `json:"resourceType"`
		Parameter    []Parameter `json:"parameter,omitempty"`
	}{"Parameters", p.Parameter})
}

// MarshalJSON implements [json.Marshaler].
func (p Parameter) MarshalJSON() ([]byte, error) {
	name, err := json.Marshal(p.Name)
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"name":`), name...)
	if p.Value != nil {
		value, err := json.Marshal(p.Value)
		if err != nil {
			return nil, err
		}
		kind, err := valueName(p.Value)
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"`+kind+`":`...), value...)
	}
	if len(p.Part) > 0 {
		parts, err := json.Marshal(p.Part)
		if err != nil {
			return nil, err
		}
		out = append(append(out, `,"part":`...), parts...)
	}
	return append(out, '}'), nil
}

// valueName returns the name of the JSON member for a value of its type.
func valueName(v any) (string, error) {
	switch v.(type) {
	case string:
		return "valueString", nil
	case bool:
		return "valueBoolean", nil
	case int:
		return "valueInteger", nil
	case Code:
		return "valueCode", nil
	case URI:
		return "valueUri", nil
	case Coding:
		return "valueCoding", nil
	case medcode.Date:
		return "valueDateTime", nil
	case Outcome:
		return "resource", nil
	}
	return "", fmt.Errorf("a parameter of type %T has no form in FHIR: %w", v, medcode.ErrSyntax)
}
