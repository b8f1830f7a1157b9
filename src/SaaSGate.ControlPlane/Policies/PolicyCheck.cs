using SaaSGate.ControlPlane.Http;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Compiles a policy as gateways will, so that none is put in force that they could not read.</summary>
internal static class PolicyCheck
{
    private const int LongestDocument = 256 * 1024;

    /// <summary>What is wrong, with line and column; null when nothing is.</summary>
    public static FieldErrors? Errors(string id, string name, long version, string document)
    {
        var errors = new FieldErrors();
        if (document.Length > LongestDocument)
            return errors.Add("document", $"At most {LongestDocument} characters fit here.");
        foreach (var error in PolicySet.Compile([new PolicySource(id, name, version, document)]).Errors)
            errors.Add("document", $"Line {error.Line}, column {error.Column}: {error.Message}");
        return errors.Any ? errors : null;
    }
}
