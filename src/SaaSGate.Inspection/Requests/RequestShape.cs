using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>Which members a body may have beside those of its own endpoint.</summary>
internal static class RequestShape
{
    /// <summary>Whether a body that is known to be valid asks one thing of its endpoint and shows, to whoever reads it as another's, a second.</summary>
    public static bool IsAmbiguous(ReadOnlySpan<byte> body, EndpointFamily family)
    {
        if (family is not (EndpointFamily.Batches or EndpointFamily.Complete))
            return false;
        var reader = new Utf8JsonReader(body, StrictJson.Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.IsText("messages"u8) || reader.IsText(family == EndpointFamily.Batches ? "prompt"u8 : "requests"u8))
                return true;
            reader.Skip();
        }
        return false;
    }
}
