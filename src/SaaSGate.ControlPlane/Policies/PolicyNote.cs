using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>What a check says of a place in a document.</summary>
/// <param name="Kind"><c>error</c>: it cannot be read so; <c>test</c>: a test of its own fails; <c>warning</c>: it can be put in force all the same.</param>
/// <param name="Line">Line, from 1; 0 for the whole.</param>
/// <param name="Column">Column, from 1; 0 for the whole line.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record PolicyNote([property: AllowedValues("error", "test", "warning")] string Kind, int Line, int Column, string Message);
