package medcode

// Version is the version of this module, by semantic versioning. Below 1.0 the
// minor number tells changes of the API; CHANGELOG.md says what is stable.
const Version = "0.2.0"
