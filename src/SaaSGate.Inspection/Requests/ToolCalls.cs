using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Puts together the calls of tools in the messages of a request, as a walk passes the parts of their blocks, and tells them to the
/// rules. The parts of a block may come in any order.
/// </summary>
internal sealed class ToolCalls(RuleEvaluation rules)
{
    private const int LongestName = 512;

    private (int Request, int Message, int Block) _place = (-1, -1, -1);
    private (int Start, int Length) _name, _input;
    private bool _isCall;

    /// <summary>Goes to a block; one before it is complete then.</summary>
    public void GoTo(ReadOnlySpan<byte> body, (int Request, int Message, int Block) place)
    {
        if (place == _place)
            return;
        End(body);
        _place = place;
    }

    /// <summary>The block's type.</summary>
    public void Type(ReadOnlySpan<byte> type) => _isCall = JsonText.IsAscii(type, "tool_use"u8) || JsonText.IsAscii(type, "server_tool_use"u8) || JsonText.IsAscii(type, "mcp_tool_use"u8);

    /// <summary>Where the tool's name stands.</summary>
    public void Name(int start, int length) => _name = (start, length);

    /// <summary>Where the input stands.</summary>
    public void Input(int start, int length) => _input = (start, length);

    /// <summary>Tells the last call.</summary>
    public void End(ReadOnlySpan<byte> body)
    {
        if (_isCall)
            Tell(body);
        (_place, _name, _input, _isCall) = ((-1, -1, -1), default, default, false);
    }

    private void Tell(ReadOnlySpan<byte> body)
    {
        Span<char> name = stackalloc char[LongestName];
        var raw = body.Slice(_name.Start, _name.Length);
        var length = JsonText.Decode(raw[..JsonText.WholeUnits(raw, LongestName)], name);
        var input = rules.Input;
        input.ResetWrittenCount();
        if (_input.Length > 0)
        {
            var reader = new Utf8JsonReader(body.Slice(_input.Start, _input.Length), StrictJson.Options);
            reader.Read();
            CanonicalJson.Write(ref reader, input);
        }
        rules.AddCall(name[..length], input.WrittenSpan);
    }
}
