package price_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/rules/price"
)

// TestPaidHasAll: no field of the stay that is paid is left empty where the claim
// says what it holds; what is given by hand alone is.
func TestPaidHasAll(t *testing.T) {
	text := strings.Replace(sepsis, `"03"`, `"02","conditions":["66"],"procedures":[{"code":"02703ZZ"}],"values":[{"code":"80","amount":1.00},{"code":"83","amount":1.00}]`, 1)
	p, err := price.Inpatient(claim(t, strings.ReplaceAll(text, "160000.00", "16000.00")), price.Facts{Providers: ipps.NewProviders(hospital)})
	require.NoError(t, err)
	v := reflect.ValueOf(p.Paid)
	for i := range v.NumField() {
		require.Equal(t, v.Type().Field(i).Name == "NewTechnology", v.Field(i).IsZero(), v.Type().Field(i).Name)
	}
	require.Len(t, p.Paid.Diagnoses, 2)
	for _, list := range []reflect.Value{v.FieldByName("Diagnoses"), v.FieldByName("Procedures")} {
		for i := range list.Len() {
			require.False(t, list.Index(i).IsZero())
		}
	}
}
