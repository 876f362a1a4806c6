package zero_test

import (
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/fhir"
)

var (
	camel       = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	marshaler   = reflect.TypeFor[json.Marshaler]()
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
	texter      = reflect.TypeFor[encoding.TextMarshaler]()
	untexter    = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// written are read otherwise, or by nobody here.
var written = map[reflect.Type]string{
	reflect.TypeFor[research.Code]():   "its text doesn't say its system",
	reflect.TypeFor[research.Codes]():  "ParseDefinitions reads a list of them",
	reflect.TypeFor[ipps.Payment]():    "an answer, with what its methods say",
	reflect.TypeFor[fhir.Outcome]():    "an answer of a server",
	reflect.TypeFor[fhir.Parameters](): "an answer of a server",
	reflect.TypeFor[fhir.Parameter]():  "an answer of a server",
}

// TestJSON: what is exported as JSON has one form. A type that has a name of a
// field for JSON has one for all: in small letters and capitals inside
// ("presentOnAdmission"), with omitzero where the zero value of a struct, such as
// a date or a code, is left out, since omitempty leaves no struct out. What
// writes itself as text or JSON reads itself back.
func TestJSON(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, v := range values {
		checkJSON(t, reflect.TypeOf(v).Elem(), seen)
	}
	require.Greater(t, len(seen), 200)
}

func checkJSON(t *testing.T, typ reflect.Type, seen map[reflect.Type]bool) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Array || typ.Kind() == reflect.Map {
		typ = typ.Elem()
	}
	if seen[typ] || !strings.Contains(typ.PkgPath(), "medcode") {
		return
	}
	seen[typ] = true
	ptr := reflect.PointerTo(typ)
	answer := written[typ] != ""
	if typ.Implements(texter) && !answer && !ptr.Implements(untexter) {
		t.Errorf("%v has MarshalText and no UnmarshalText", typ)
	}
	if typ.Implements(marshaler) && !answer && !ptr.Implements(unmarshaler) {
		t.Errorf("%v has MarshalJSON and no UnmarshalJSON", typ)
	}
	if typ.Kind() == reflect.Uint8 && typ.Implements(texter) && ptr.Implements(untexter) {
		named := 0
		for n := range 256 {
			v, back := reflect.New(typ), reflect.New(typ)
			v.Elem().SetUint(uint64(n))
			text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
			if err != nil || back.Interface().(encoding.TextUnmarshaler).UnmarshalText(text) != nil {
				continue
			}
			named++
			again, err := back.Interface().(encoding.TextMarshaler).MarshalText()
			require.NoError(t, err)
			require.True(t, strings.EqualFold(strings.TrimSpace(string(text)), string(again)), "%v %d: %q", typ, n, text)
		}
		require.Greater(t, named, 1, "%v reads its own names", typ)
	}
	if typ.Kind() != reflect.Struct || typ.Implements(texter) || typ.Implements(marshaler) {
		return
	}
	tagged, bare := false, ""
	for i := range typ.NumField() {
		f := typ.Field(i)
		if !f.IsExported() {
			continue
		}
		tag, ok := f.Tag.Lookup("json")
		if !ok {
			if !f.Anonymous {
				bare = f.Name
			}
			continue
		}
		if tag == "-" {
			continue
		}
		tagged = true
		name, options, _ := strings.Cut(tag, ",")
		if !camel.MatchString(name) && !(name == "" && f.Anonymous) {
			t.Errorf("%v.%s is %q in JSON", typ, f.Name, name)
		}
		if f.Type.Kind() == reflect.Struct && strings.Contains(options, "omitempty") {
			t.Errorf("%v.%s: omitempty leaves out no struct, omitzero does", typ, f.Name)
		}
		checkJSON(t, f.Type, seen)
	}
	if tagged && bare != "" {
		t.Errorf("%v has names for JSON, but none of %s", typ, bare)
	}
}
