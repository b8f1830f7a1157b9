using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>What a request asks for, and whose turn each of its messages is. Of a batch, one outline for each request.</summary>
internal sealed class RequestOutline
{
    /// <summary>Longest name of a model that Claude's own API takes, in UTF-16 units.</summary>
    public const int LongestModel = 256;

    private const int LongestEscape = 6;

    private readonly List<Role> _roles = [];
    private int _lastTurn;

    private enum Role
    {
        Other,
        User,
        Assistant,
    }

    public string Model { get; private set; } = "";

    /// <summary>Whether the model's name is longer than <see cref="LongestModel"/>; <see cref="Model"/> is empty then.</summary>
    public bool IsModelTooLong { get; private set; }

    public bool Stream { get; private set; }

    public long? MaxTokens { get; private set; }

    /// <summary>
    /// Whether a message is of the newest turn: a user's, behind the last answer. An answer that the request ends with is one
    /// that Claude is asked to continue, and counts for nothing here.
    /// </summary>
    public bool IsLastUserTurn(int message) => message >= _lastTurn && message < _roles.Count && _roles[message] == Role.User;

    /// <summary>Whether a message is a user's.</summary>
    public bool IsUser(int message) => (uint)message < (uint)_roles.Count && _roles[message] == Role.User;

    /// <summary>Reads a body that is known to be valid.</summary>
    /// <param name="body">The body.</param>
    /// <param name="rules">Who is told what the request names.</param>
    public static RequestOutline Read(ReadOnlySpan<byte> body, RuleEvaluation rules)
    {
        var reader = new Utf8JsonReader(body, StrictJson.Options);
        reader.Read();
        return Read(ref reader, rules);
    }

    /// <summary>Reads the outlines of a batch that is known to be valid JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="rules">Who is told what the requests name.</param>
    public static List<RequestOutline> ReadBatch(ReadOnlySpan<byte> body, RuleEvaluation rules)
    {
        var outlines = new List<RequestOutline>();
        var reader = new Utf8JsonReader(body, StrictJson.Options);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isRequests = reader.IsText("requests"u8);
            reader.Read();
            if (!isRequests || reader.TokenType != JsonTokenType.StartArray)
                reader.Skip();
            else
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    outlines.Add(ReadBatched(ref reader, rules));
        }
        return outlines;
    }

    private static RequestOutline ReadBatched(ref Utf8JsonReader reader, RuleEvaluation rules)
    {
        var outline = new RequestOutline();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return outline;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isParams = reader.IsText("params"u8);
            reader.Read();
            if (isParams && reader.TokenType == JsonTokenType.StartObject)
                outline = Read(ref reader, rules);
            else
                reader.Skip();
        }
        return outline;
    }

    private static RequestOutline Read(ref Utf8JsonReader reader, RuleEvaluation rules)
    {
        var outline = new RequestOutline();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.IsText("model"u8))
                outline.ReadModel(ref reader);
            else if (reader.IsText("stream"u8))
                outline.Stream = reader.Read() && reader.TokenType == JsonTokenType.True || Skipped(ref reader, false);
            else if (reader.IsText("max_tokens"u8) || reader.IsText("max_tokens_to_sample"u8))
                outline.MaxTokens = reader.Read() && reader.TokenType == JsonTokenType.Number ? Amount(ref reader) : Skipped<long?>(ref reader, null);
            else if (reader.IsText("messages"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartArray)
                outline.ReadRoles(ref reader);
            else if (rules.AsksTools && reader.IsText("tools"u8) && reader.Read())
                RequestThings.ReadTools(ref reader, rules);
            else if (rules.AsksServers && reader.IsText("mcp_servers"u8) && reader.Read())
                RequestThings.ReadMcpServers(ref reader, rules);
            else if (rules.AsksContainer && reader.IsText("container"u8) && reader.Read())
                RequestThings.ReadContainer(ref reader, rules);
            else
                reader.Skip();
        return outline;
    }

    private void ReadModel(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }
        // Nobody needs memory for a name of many megabytes.
        var model = reader.ValueSpan.Length <= LongestModel * LongestEscape ? reader.GetString()! : null;
        IsModelTooLong = model is not { Length: <= LongestModel };
        Model = IsModelTooLong ? "" : model!;
    }

    private void ReadRoles(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var role = Role.Other;
            if (reader.TokenType == JsonTokenType.StartObject)
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isRole = reader.IsText("role"u8);
                    reader.Read();
                    if (isRole && reader.TokenType == JsonTokenType.String)
                        role = reader.IsText("user"u8) ? Role.User : reader.IsText("assistant"u8) ? Role.Assistant : Role.Other;
                    else
                        reader.Skip();
                }
            else
                reader.Skip();
            _roles.Add(role);
        }
        var last = _roles.FindLastIndex(role => role != Role.Assistant);
        _lastTurn = last < 0 ? _roles.Count : _roles.FindLastIndex(last, role => role == Role.Assistant) + 1;
    }

    /// <summary>A number however it is written: <c>1e3</c> is one too.</summary>
    private static long? Amount(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var whole) ? whole : reader.TryGetDouble(out var number) && number is > -1e15 and < 1e15 ? (long)Math.Ceiling(number) : long.MaxValue;

    private static T Skipped<T>(ref Utf8JsonReader reader, T value)
    {
        reader.Skip();
        return value;
    }
}
