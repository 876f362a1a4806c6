package fhir

import (
	"encoding/json"
	"errors"

	"github.com/medcode/medcode"
)

// An Outcome is an OperationOutcome: what a server returns in place of an answer,
// or tells beside it.
type Outcome struct{ Issues []Issue }

// An Issue says what is wrong, in the codes of HL7's terminology services.
type Issue struct {
	Severity   string // error, warning, information
	Code       string // of IssueType: "code-invalid", "not-found", "invalid"
	Kind       string // of tx-issue-type: "invalid-code", "not-in-vs", "invalid-display"
	Text       string
	Expression string // where: "code", "display", "Coding.system"
}

// issueKinds is the system of the kinds of issues.
const issueKinds = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"

// MarshalJSON implements [json.Marshaler].
func (o Outcome) MarshalJSON() ([]byte, error) {
	type details struct {
		Coding []Coding `json:"coding,omitempty"`
		Text   string   `json:"text"`
	}
	type issue struct {
		Severity   string   `json:"severity"`
		Code       string   `json:"code"`
		Details    details  `json:"details"`
		Location   []string `json:"location,omitempty"`
		Expression []string `json:"expression,omitempty"`
	}
	out := struct {
		ResourceType string  `json:"resourceType"`
		Issue        []issue `json:"issue"`
	}{"OperationOutcome", nil}
	for _, i := range o.Issues {
		one := issue{i.Severity, i.Code, details{nil, i.Text}, nil, nil}
		if i.Kind != "" {
			one.Details.Coding = []Coding{{System: issueKinds, Code: i.Kind}}
		}
		if i.Expression != "" {
			one.Location, one.Expression = []string{i.Expression}, []string{i.Expression}
		}
		out.Issue = append(out.Issue, one)
	}
	return json.Marshal(out)
}

// A RequestError is a request that can't be answered as it is made. It wraps
// [medcode.ErrSyntax].
type RequestError struct{ Issue Issue }

func (e *RequestError) Error() string { return e.Issue.Text }

// Unwrap returns [medcode.ErrSyntax].
func (e *RequestError) Unwrap() error { return medcode.ErrSyntax }

// OutcomeOf returns what a server answers where an operation returns an error, and
// the HTTP status: 404 for what isn't there, 400 for a request that makes no sense,
// 500 for anything else.
func OutcomeOf(err error) (o Outcome, status int) {
	var unknown *UnknownError
	var request *RequestError
	switch {
	case errors.As(err, &unknown):
		return Outcome{[]Issue{{Severity: "error", Code: "not-found", Kind: "invalid-code", Text: err.Error()}}}, 404
	case errors.As(err, &request) && request.Issue.Code == "not-found":
		return Outcome{[]Issue{request.Issue}}, 404
	case errors.As(err, &request):
		return Outcome{[]Issue{request.Issue}}, 400
	}
	return Outcome{[]Issue{{Severity: "error", Code: "exception", Text: err.Error()}}}, 500
}
