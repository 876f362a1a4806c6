// Package zero_test calls what is exported on values that nobody made: it must
// answer, or say what is wrong, and not panic.
package zero_test

import (
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/icd10/who"
	"github.com/medcode/medcode/icd10/words"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/encounter"
	"github.com/medcode/medcode/rules/fhir"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/ioce"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/poa"
	"github.com/medcode/medcode/rules/price"
	"github.com/medcode/medcode/rules/screen"
)

// values are the zero values of the exported types.
var values = []any{
	new(medcode.Cents), new(medcode.Date), new(medcode.Period), new(medcode.Sex), new(medcode.Limits), new(medcode.LimitError), new(medcode.FileError),
	new(medcode.CodeError), new(medcode.Diagnostic), new(medcode.Provenance),
	new(drg.Assignment),
	new(drg.Change),
	new(drg.ChangeKind),
	new(drg.CodeFiles),
	new(drg.Comparison),
	new(drg.CompileError),
	new(drg.Condition),
	new(drg.Diagnosis),
	new(drg.DiagnosisResult),
	new(drg.Difference),
	new(drg.Edition),
	new(drg.Erratum),
	new(drg.Explanation),
	new(drg.Grouper),
	new(drg.HAC),
	new(drg.HACMark),
	new(drg.HACStatus),
	new(drg.HACVerdict),
	new(drg.Impact),
	new(drg.Kind),
	new(drg.KnownDRG),
	new(drg.KnownDiagnosis),
	new(drg.KnownProcedure),
	new(drg.Level),
	new(drg.Library),
	new(drg.Note),
	new(drg.POAVerdict),
	new(drg.Procedure),
	new(drg.ProcedureResult),
	new(drg.Reporting),
	new(drg.Result),
	new(drg.ReturnCode),
	new(drg.Severity),
	new(drg.Stay),
	new(drg.Step),
	new(ipps.Area),
	new(ipps.Areas),
	new(ipps.CaseMix),
	new(ipps.Change),
	new(ipps.CodeGroup),
	new(ipps.Component),
	new(ipps.Days),
	new(ipps.Destination),
	new(ipps.Factors),
	new(ipps.Hospital),
	new(ipps.Library),
	new(ipps.Nanos),
	new(ipps.ParameterError),
	new(ipps.Payment),
	new(ipps.Provider),
	new(ipps.ProviderType),
	new(ipps.Providers),
	new(ipps.Rates),
	new(ipps.RefusedError),
	new(ipps.Release),
	new(ipps.ReturnCode),
	new(ipps.SelectExclusion),
	new(ipps.Severity),
	new(ipps.SeverityCode),
	new(ipps.StandardizedAmount),
	new(ipps.Stay),
	new(ipps.Technologies),
	new(ipps.Technology),
	new(ipps.TransferRule),
	new(ipps.Type),
	new(ipps.UpdateReduction),
	new(ipps.WageIndex),
	new(ipps.Weight),
	new(ipps.Weights),
	new(manual.Chapter),
	new(manual.Class),
	new(manual.ClusterEntry),
	new(manual.Collection),
	new(manual.DRG),
	new(manual.Delta),
	new(manual.Family),
	new(manual.HAC),
	new(manual.Heading),
	new(manual.IndexEntry),
	new(manual.Item),
	new(manual.LogicCodes),
	new(manual.Manual),
	new(manual.Note),
	new(manual.Place),
	new(manual.Range),
	new(manual.Row),
	new(manual.Severity),
	new(manual.Use),
	new(stayfile.Block),
	new(stayfile.CodeSets),
	new(stayfile.Decoder),
	new(stayfile.Format),
	new(stayfile.Malformed),
	new(stayfile.Options),
	new(stayfile.Reader),
	new(stayfile.Record),
	new(stayfile.Survey),
	new(stayfile.Unrecognized),
	new(carry.Carrier),
	new(carry.Change),
	new(carry.Explanation),
	new(carry.Kind),
	new(carry.Result),
	new(hcpcs.Action),
	new(hcpcs.AmbulanceTrip),
	new(hcpcs.BETOS),
	new(hcpcs.Change),
	new(hcpcs.Code),
	new(hcpcs.Conflict),
	new(hcpcs.Correction),
	new(hcpcs.Coverage),
	new(hcpcs.Difference),
	new(hcpcs.LabCertification),
	new(hcpcs.Level),
	new(hcpcs.Library),
	new(hcpcs.MOGGroup),
	new(hcpcs.MOGPolicy),
	new(hcpcs.Modifier),
	new(hcpcs.MultiplePricing),
	new(hcpcs.Pricing),
	new(hcpcs.Record),
	new(hcpcs.Release),
	new(hcpcs.Side),
	new(hcpcs.Site),
	new(hcpcs.Status),
	new(hcpcs.TypeOfService),
	new(hcpcs.Verdict),
	new(hcpcs.Version),
	new(dmepos.Category),
	new(dmepos.Fee),
	new(dmepos.Item),
	new(dmepos.Jurisdiction),
	new(dmepos.Library),
	new(dmepos.Outcome),
	new(dmepos.Release),
	new(mpfs.Assistant),
	new(mpfs.Bilateral),
	new(mpfs.Component),
	new(mpfs.ConversionFactor),
	new(mpfs.County),
	new(mpfs.GPCI),
	new(mpfs.Global),
	new(mpfs.Library),
	new(mpfs.Line),
	new(mpfs.Locality),
	new(mpfs.Multiple),
	new(mpfs.Outcome),
	new(mpfs.Payment),
	new(mpfs.Percent),
	new(mpfs.Provider),
	new(mpfs.RVU),
	new(mpfs.Release),
	new(mpfs.Row),
	new(mpfs.Rule),
	new(mpfs.Setting),
	new(mpfs.Status),
	new(mpfs.Step),
	new(mpfs.Surgeons),
	new(opps.Beneficiary),
	new(opps.Bypass),
	new(opps.Claim),
	new(opps.Class),
	new(opps.Complexity),
	new(opps.Condition),
	new(opps.Disposition),
	new(opps.EditSet),
	new(opps.Entry),
	new(opps.Flag),
	new(opps.Group),
	new(opps.Grouper),
	new(opps.Indicator),
	new(opps.Library),
	new(opps.Line),
	new(opps.LinePayment),
	new(opps.LineResult),
	new(opps.Member),
	new(opps.Migration),
	new(opps.Mills),
	new(opps.Modifier),
	new(opps.Offset),
	new(opps.Options),
	new(opps.Pairs),
	new(opps.Payment),
	new(opps.Payments),
	new(opps.Pricer),
	new(opps.PricerRate),
	new(opps.Provider),
	new(opps.Rank),
	new(opps.Reason),
	new(opps.Release),
	new(opps.Result),
	new(opps.Revenue),
	new(opps.Status),
	new(opps.Step),
	new(opps.Tables),
	new(opps.TribalDrug),
	new(opps.WageIndex),
	new(opps.Year),
	new(cm.Action),
	new(cm.Addenda),
	new(cm.Addendum),
	new(cm.Change),
	new(cm.ChangeKind),
	new(cm.Code),
	new(cm.Conflict),
	new(cm.Conversion),
	new(cm.Conversions),
	new(cm.Entry),
	new(cm.Follow),
	new(cm.Hit),
	new(cm.Index),
	new(cm.IndexKind),
	new(cm.Introduction),
	new(cm.Kind),
	new(cm.Library),
	new(cm.Link),
	new(cm.LinkKind),
	new(cm.Note),
	new(cm.NoteKind),
	new(cm.OrderFile),
	new(cm.OrderRow),
	new(cm.Parts),
	new(cm.Ref),
	new(cm.Release),
	new(cm.SeventhCharacter),
	new(cm.Status),
	new(cm.Target),
	new(cm.Term),
	new(cm.Verdict),
	new(cm.VisualImpairment),
	new(cm.VisualRange),
	new(gem.Fate),
	new(gem.Release),
	new(gem.Report),
	new(icd9.Library),
	new(icd9.Release),
	new(icd9.Status),
	new(icd9.Volume1),
	new(icd9.Volume3),
	new(oncology.Block),
	new(oncology.Group),
	new(oncology.Morphology),
	new(oncology.Release),
	new(oncology.Row),
	new(oncology.Topography),
	new(oncology.Verdict),
	new(pcs.Aggregate),
	new(pcs.Axis),
	new(pcs.Build),
	new(pcs.Change),
	new(pcs.ChangeKind),
	new(pcs.Code),
	new(pcs.DatedVerdict),
	new(pcs.Definition),
	new(pcs.Entry),
	new(pcs.Header),
	new(pcs.Hit),
	new(pcs.Library),
	new(pcs.Link),
	new(pcs.LinkKind),
	new(pcs.Parts),
	new(pcs.Problem),
	new(pcs.Release),
	new(pcs.Row),
	new(pcs.Status),
	new(pcs.Table),
	new(pcs.Term),
	new(pcs.Value),
	new(pcs.Verdict),
	new(pcs.Word),
	new(research.CCIR),
	new(research.CCSR),
	new(research.CCSRCategory),
	new(research.Case),
	new(research.Charlson),
	new(research.CharlsonCondition),
	new(research.CharlsonScore),
	new(research.CharlsonWeights),
	new(research.Chronicity),
	new(research.Code),
	new(research.Codes),
	new(research.Comorbidities),
	new(research.Condition),
	new(research.ConditionSet),
	new(research.Coverage),
	new(research.Definition),
	new(research.Diagnosis),
	new(research.DxColumns),
	new(research.Elixhauser),
	new(research.Evidence),
	new(research.Format),
	new(research.Holder),
	new(research.Index),
	new(research.IndexScore),
	new(research.Measure),
	new(research.Options),
	new(research.Order),
	new(research.Per),
	new(research.ReleaseReport),
	new(research.Report),
	new(research.Row),
	new(research.Scorer),
	new(research.System),
	new(research.Table),
	new(research.Unit),
	new(risk.Beneficiary),
	new(risk.Contribution),
	new(risk.Dropped),
	new(risk.Dual),
	new(risk.Enrollee),
	new(risk.Entitlement),
	new(risk.FactorTable),
	new(risk.Factors),
	new(risk.HHS),
	new(risk.HHSModel),
	new(risk.HHSScore),
	new(risk.ID),
	new(risk.Model),
	new(risk.Packages),
	new(risk.Report),
	new(risk.Score),
	new(risk.Term),
	new(who.Class),
	new(who.Class10),
	new(who.Class11),
	new(who.Classification),
	new(who.Cluster),
	new(who.Code),
	new(who.Code11),
	new(who.Entity),
	new(who.Kind),
	new(who.MMS),
	new(who.Mapping),
	new(who.Maps),
	new(who.ModifierClass),
	new(who.Mortality),
	new(who.MortalityCode),
	new(who.Reference),
	new(who.Release),
	new(who.Rubric),
	new(who.Table),
	new(words.Answer),
	new(words.Finder),
	new(words.Options),
	new(words.Procedure),
	new(words.ProcedureFinder),
	new(rules.Age),
	new(rules.Citation),
	new(rules.Claim),
	new(rules.Diagnosis),
	new(rules.Disposition),
	new(rules.Facility),
	new(rules.Finding),
	new(rules.ICD),
	new(rules.Line),
	new(rules.Occurrence),
	new(rules.Outcome),
	new(rules.Pack),
	new(rules.Part),
	new(rules.Patient),
	new(rules.Payer),
	new(rules.Place),
	new(rules.Procedure),
	new(rules.Profile),
	new(rules.Registry),
	new(rules.Reporter),
	new(rules.Reporting),
	new(rules.Rule),
	new(rules.Run),
	new(rules.Setting),
	new(rules.Settings),
	new(rules.Severity),
	new(rules.Span),
	new(rules.Status),
	new(rules.Tooth),
	new(rules.ToothStatus),
	new(rules.Examined),
	new(rules.Open),
	new(rules.Orthodontics),
	new(rules.Unreadable),
	new(rules.Value),
	new(audit.Agreement),
	new(audit.Comparison),
	new(audit.Completeness),
	new(audit.Estimate),
	new(audit.Match),
	new(audit.Missing),
	new(audit.Plan),
	new(audit.Priced),
	new(audit.Reviewed),
	new(audit.Stratum),
	new(claimfile.Format),
	new(claimfile.Options),
	new(claimfile.Part),
	new(claimfile.Reader),
	new(claimfile.Writer),
	new(encounter.Diagnosis),
	new(encounter.Eligible),
	new(encounter.Options),
	new(encounter.Reason),
	new(encounter.Review),
	new(fhir.Addition),
	new(fhir.Code),
	new(fhir.Coding),
	new(fhir.Concept),
	new(fhir.Designation),
	new(fhir.Expansion),
	new(fhir.Include),
	new(fhir.Issue),
	new(fhir.Map),
	new(fhir.Outcome),
	new(fhir.Parameter),
	new(fhir.Parameters),
	new(fhir.Property),
	new(fhir.RequestError),
	new(fhir.Supplement),
	new(fhir.System),
	new(fhir.URI),
	new(fhir.UnknownError),
	new(fhir.ValueSet),
	new(fhir.Version),
	new(ioce.Edit),
	new(ioce.Editor),
	new(ioce.Judgement),
	new(ioce.Options),
	new(ioce.State),
	new(mce.AgeRange),
	new(mce.Answer),
	new(mce.DefinedCode),
	new(mce.DefinedList),
	new(mce.Definitions),
	new(mce.Disagreement),
	new(mce.Edit),
	new(mce.List),
	new(mce.Record),
	new(mce.Release),
	new(mce.Row),
	new(mce.Status),
	new(mce.Type),
	new(modifier.Options),
	new(ncci.AddOnEdit),
	new(ncci.AddOnType),
	new(ncci.AddOns),
	new(ncci.Column),
	new(ncci.Decision),
	new(ncci.Indicator),
	new(ncci.Kind),
	new(ncci.Library),
	new(ncci.MAI),
	new(ncci.MUE),
	new(ncci.MUEEdit),
	new(ncci.ModifierGroup),
	new(ncci.PTP),
	new(ncci.PTPEdit),
	new(ncci.Program),
	new(ncci.Release),
	new(ncci.Service),
	new(ncci.Verdict),
	new(poa.Options),
	new(price.Facts),
	new(price.MissingError),
	new(price.Price),
	new(price.Step),
	new(screen.Distribution),
	new(screen.Evidence),
	new(screen.Lead),
	new(screen.Options),
	new(screen.ProviderShare),
	new(screen.Report),
	new(screen.Screen),
	new(screen.Screener),
	new(cpt.Category),
	new(cpt.Code),
	new(cpt.Descriptor),
	new(cpt.Entry),
	new(cpt.Family),
	new(cpt.Format),
	new(cpt.Level),
	new(cpt.Marks),
	new(cpt.ModifierEntry),
	new(cpt.Patient),
	new(cpt.Release),
	new(cpt.Section),
	new(cpt.Visit),
	new(codes.Options),
	new(guideline.Options),
}

// Of each kind of argument there are three: nothing, what is below any range, and
// what is above it.
func argument(t reflect.Type, round int) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := []int64{0, -1, math.MaxInt64 >> (64 - t.Bits())}[round]
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint([]uint64{0, 1, math.MaxUint64 >> (64 - t.Bits())}[round])
	case reflect.Float64, reflect.Float32:
		v.SetFloat([]float64{0, -1, math.Inf(1)}[round])
	case reflect.String:
		v.SetString([]string{"", "\x00\xff", strings.Repeat("A", 50)}[round])
	case reflect.Slice:
		if round > 0 {
			v = reflect.MakeSlice(t, round, round)
		}
	case reflect.Pointer: // a claim, a stay, a result: they may not be nil
		v = reflect.New(t.Elem())
	case reflect.Func:
		if round == 0 {
			return v
		}
		v = reflect.MakeFunc(t, func([]reflect.Value) (out []reflect.Value) {
			for i := range t.NumOut() {
				out = append(out, reflect.Zero(t.Out(i)))
			}
			return out
		})
	case reflect.Interface:
		for _, known := range []any{io.Discard, strings.NewReader("x"), fstest.MapFS{}} {
			if reflect.TypeOf(known).Implements(t) && t.NumMethod() > 0 {
				return reflect.ValueOf(known)
			}
		}
	}
	return v
}

// consume reads what a call answered, as far as it is an iterator.
func consume(v reflect.Value) {
	t := v.Type()
	if t.Kind() != reflect.Func || v.IsNil() || t.NumIn() != 1 || t.NumOut() != 0 || t.In(0).Kind() != reflect.Func {
		return
	}
	n := 0
	v.Call([]reflect.Value{reflect.MakeFunc(t.In(0), func([]reflect.Value) []reflect.Value {
		n++
		return []reflect.Value{reflect.ValueOf(n < 10)}
	})})
}

func call(m reflect.Value, round int) (wrong string) {
	done := make(chan string, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Sprint("panics: ", r)
			} else {
				done <- ""
			}
		}()
		var args []reflect.Value
		for i := range m.Type().NumIn() {
			if m.Type().IsVariadic() && i == m.Type().NumIn()-1 {
				break
			}
			args = append(args, argument(m.Type().In(i), round))
		}
		for _, out := range m.Call(args) {
			consume(out)
		}
	}()
	select {
	case wrong = <-done:
	case <-time.After(20 * time.Second):
		wrong = "does not return"
	}
	return wrong
}

func TestZeroValues(t *testing.T) {
	for _, v := range values {
		for i := range reflect.TypeOf(v).NumMethod() {
			for round := range 3 {
				fresh := reflect.New(reflect.TypeOf(v).Elem())
				if wrong := call(fresh.Method(i), round); wrong != "" {
					t.Errorf("%T.%s, round %d: %s", v, reflect.TypeOf(v).Method(i).Name, round, wrong)
				}
			}
		}
	}
}
