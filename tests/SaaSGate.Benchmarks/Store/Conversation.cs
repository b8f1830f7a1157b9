using System.Text;

namespace SaaSGate.Benchmarks.Store;

/// <summary>One run of a skill: each turn's request sends all before it again. Deterministic by its random numbers.</summary>
internal sealed class Conversation
{
    private static readonly string[] Models = ["claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-1"];
    private static readonly (string Name, Func<string, int, string> Input)[] Tools =
    [
        ("run_sql", (text, n) => $$"""{"query":"select * from customers where id = {{n}} and note like '%{{First(text)}}%'"}"""),
        ("http_request", (text, n) => $$"""{"method":"POST","url":"https://api{{n % 30}}.partner-{{n % 7}}.example/v1/items/{{n}}","body":"{{First(text)}}"}"""),
        ("send_email", (text, n) => $$"""{"to":"[EMAIL_{{n % 9000}}Q]","subject":"{{First(text)}}"}"""),
        ("read_file", (text, n) => $$"""{"path":"/data/reports/{{n % 500}}/{{First(text).Split(' ')[0].Replace("/", "", StringComparison.Ordinal)}}.csv"}"""),
        ("search_tickets", (text, n) => $$"""{"text":"{{First(text)}}","limit":{{n % 50}}}"""),
        ("bash", (text, n) => $$"""{"command":"grep -r {{n}} /srv/app | head"}"""),
    ];

    private readonly StoreText _text;
    private readonly Random _random;
    private readonly string _system;
    private readonly List<string> _messages = [];

    public Conversation(StoreText text, Random random, string session, (string Id, string Owner) skill, int turns)
    {
        (_text, _random, Session, Skill, Turns) = (text, random, session, skill, turns);
        Model = Models[random.Next(Models.Length)];
        _system = text.Take(random, 600);
    }

    public string Session { get; }

    public (string Id, string Owner) Skill { get; }

    public string Model { get; }

    public int Turns { get; }

    public int Turn { get; private set; }

    /// <summary>Labels of values that the last turn's request holds.</summary>
    public List<(string Type, int Value)> Values { get; } = [];

    /// <summary>The next turn's request and its answer as a stream.</summary>
    public (byte[] Request, byte[] Response) Next()
    {
        Values.Clear();
        var said = _text.Take(_random, _random.Next(100, 1200));
        if (_random.Next(100) < 30)
        {
            var (type, value) = (_random.Next(4) switch { 0 => "CREDIT_CARD", 1 => "PHONE", _ => "EMAIL" }, _random.Next(50_000));
            Values.Add((type, value));
            said = $"{said} [{type}_{value}Q]";
        }

        _messages.Add(_pending is { } tool
            ? $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{tool}}","content":"{{said}}"}]}"""
            : $$"""{"role":"user","content":[{"type":"text","text":"{{said}}"}]}""");
        var request = Encoding.UTF8.GetBytes($$"""{"model":"{{Model}}","max_tokens":1024,"stream":true,"system":[{"type":"text","text":"{{_system}}"}],"messages":[{{string.Join(',', _messages)}}]}""");
        var response = Answer();
        Turn++;
        return (request, response);
    }

    private string? _pending;

    private byte[] Answer()
    {
        var text = _text.Take(_random, _random.Next(100, 500));
        var stream = new StringBuilder();
        Event("message_start", $$$"""{"type":"message_start","message":{"id":"msg_{{{_random.Next()}}}","type":"message","role":"assistant","model":"{{{Model}}}","content":[],"usage":{"input_tokens":{{{_messages.Count * 120}}},"output_tokens":1} }}""");
        Block(0, """{"type":"text","text":""}""", "text_delta", "text", text);
        var content = $$"""{"type":"text","text":"{{text}}"}""";
        _pending = null;
        if (_random.Next(100) < 40)
        {
            var (name, make) = Tools[_random.Next(Tools.Length)];
            var input = make(text, _random.Next(100_000));
            _pending = _random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
            Block(1, $$$"""{"type":"tool_use","id":"toolu_{{{_pending}}}","name":"{{{name}}}","input":{}}""", "input_json_delta", "partial_json", System.Text.Json.JsonEncodedText.Encode(input).ToString());
            content += $$""",{"type":"tool_use","id":"toolu_{{_pending}}","name":"{{name}}","input":{{input}}}""";
        }

        Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{(_pending is null ? "end_turn" : "tool_use")}}}"},"usage":{"output_tokens":{{{text.Length / 4}}}}}""");
        Event("message_stop", """{"type":"message_stop"}""");
        _messages.Add($$"""{"role":"assistant","content":[{{content}}]}""");
        return Encoding.UTF8.GetBytes(stream.ToString());

        void Event(string name, string data) => stream.Append("event: ").Append(name).Append("\ndata: ").Append(data).Append("\n\n");

        void Block(int index, string start, string delta, string field, string whole)
        {
            Event("content_block_start", $$"""{"type":"content_block_start","index":{{index}},"content_block":{{start}}}""");
            for (var at = 0; at < whole.Length;)
            {
                var length = Math.Min(60, whole.Length - at);
                while (at + length < whole.Length && (whole[(at + length - 6)..(at + length)].Contains('\\', StringComparison.Ordinal) || char.IsLowSurrogate(whole[at + length])))
                    length++;
                Event("content_block_delta", $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"{{{delta}}}","{{{field}}}":"{{{whole.AsSpan(at, length)}}}"}}""");
                at += length;
            }

            Event("content_block_stop", $$"""{"type":"content_block_stop","index":{{index}}}""");
        }
    }

    /// <summary>A few words that can stand in any JSON string.</summary>
    private static string First(string text) => new([.. text.Take(40).Where(c => char.IsAsciiLetterOrDigit(c) || c == ' ')]);
}
