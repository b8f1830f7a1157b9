using System.Text.Json;
using System.Text.Json.Serialization;
using SaaSGate.ControlPlane.Approvals;

namespace SaaSGate.ControlPlane.Http;

/// <summary>How the management API writes and reads JSON: strictly, so that the description says what is true.</summary>
internal static class JsonConventions
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        // A held request's view stands in an answer.
        options.MaxDepth = HoldView.MaxDepth + 8;
    }
}
