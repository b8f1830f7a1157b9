using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SaaSGate.Commands;

/// <summary><c>saasgate offboard PERSON</c>: a person has left; their skills stop. Says so to the management API, with a token.</summary>
internal sealed class OffboardCommand : Command
{
    private const string TokenVariable = "SAASGATE_TOKEN";
    private readonly Argument<string> _person = new("PERSON") { Description = "Who: id, e-mail address, or the directory's name or id of them." };
    private readonly Option<Uri?> _api = AddressOption.Create("--api", "Where the management API is, such as https://saasgate.example.com/api/v1.");
    private readonly Option<string?> _reason = new("--reason") { Description = "A line for the report." };

    public OffboardCommand()
        : base("offboard", $"A person has left: stop and revoke their skills, end their keys, tokens and sign-ins, and print what ended. The token, with scope manage, comes by {TokenVariable}.")
    {
        _api.Required = true;
        Arguments.Add(_person);
        Options.Add(_api);
        Options.Add(_reason);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(TokenVariable) is not { Length: > 0 } token)
        {
            await Console.Error.WriteLineAsync($"Set {TokenVariable} to a token with scope manage. An administrator makes one in the portal.");
            return 1;
        }

        var api = parsed.GetValue(_api)!;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(api.AbsoluteUri.TrimEnd('/') + "/") };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.PostAsJsonAsync("offboardings", new { person = parsed.GetValue(_person), reason = parsed.GetValue(_reason) }, cancellation);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                await Console.Error.WriteLineAsync(Refusal(body));
                return 1;
            }

            Print(body);
            return 0;
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException)
        {
            await Console.Error.WriteLineAsync($"{api} did not answer as SaaSGate does: {problem.Message}");
            return 1;
        }
    }

    private static void Print(JsonElement offboarding)
    {
        var report = offboarding.GetProperty("report");
        Console.WriteLine($"{offboarding.GetProperty("person").GetProperty("name").GetString()} has left ({offboarding.GetProperty("id").GetString()}).");
        foreach (var skill in report.GetProperty("skills").EnumerateArray())
            Console.WriteLine($"  skill {skill.GetProperty("name").GetString()}: {skill.GetProperty("outcome").GetString()}, {skill.GetProperty("openStreams").GetInt32()} streams cut");
        Console.WriteLine($"  keys ended: {report.GetProperty("keys").GetArrayLength()}");
        Console.WriteLine($"  API tokens ended: {report.GetProperty("tokens").GetArrayLength()}");
        Console.WriteLine($"  held requests dropped: {report.GetProperty("approvals").GetInt32()}");
        foreach (var need in report.GetProperty("needs").EnumerateArray())
            Console.WriteLine($"  needs a person: {need.GetProperty("kind").GetString()} {need.GetProperty("name").GetString()}");
    }

    private static string Refusal(JsonElement problem)
    {
        var title = problem.TryGetProperty("title", out var said) ? said.GetString()! : "Refused.";
        return problem.TryGetProperty("errors", out var errors)
            ? string.Join(' ', errors.EnumerateObject().SelectMany(field => field.Value.EnumerateArray().Select(message => message.GetString())).Prepend(title))
            : title;
    }
}
