using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>The demo is alive without anybody doing anything; it alone runs without <c>--quiet</c>.</summary>
public sealed class DemoTrafficTests : IDisposable
{
    private readonly DevPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Three_skills_call_by_themselves_and_a_webhook_fires_one_with_its_trace()
    {
        using var dev = SaaSGateProcess.Start([.. _place.Arguments.Where(argument => argument != "--quiet")]);
        var facts = await dev.ReadyAsync();
        using var api = new ManagementApi(new((string)facts["api"]! + "/"), (string)facts["demo"]!["apiToken"]!);
        await UntilSessionsOfAsync(api, "ticket-triage", "report-writer", "crm-export");

        var webhook = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_place.PortBase + 6}/hooks/crm"));
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Span = "00f067aa0ba902b7";
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(JsonContent.Create(new { @event = "contact.deleted" }), $"00-{Trace}-{Span}-01"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(JsonContent.Create(new[] { 1 })));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(new StringContent("""{"event":"contact.deleted"}""", Encoding.UTF8, "text/plain")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(JsonContent.Create(new { @event = new string('a', 20_000) })));

        await using var tables = NpgsqlDataSource.Create((string)facts["postgres"]!);
        var recorded = await TraceAsync(tables, Trace);
        Assert.DoesNotContain(Span, recorded, StringComparison.Ordinal);

        await dev.SignalAsync("TERM");
        var (exitCode, output, progress) = await dev.EndAsync();
        Assert.Equal((0, ""), (exitCode, output));
        Assert.Contains($"webhook {webhook}", progress, StringComparison.Ordinal);

        async Task<HttpStatusCode> PostAsync(HttpContent content, string? trace = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = content };
            if (trace is not null)
                request.Headers.Add("traceparent", trace);
            using var answer = await http.SendAsync(request, Bounded.Cancellation);
            return answer.StatusCode;
        }
    }

    private static async Task UntilSessionsOfAsync(ManagementApi api, params string[] skills)
    {
        var seen = new HashSet<string>();
        await Bounded.UntilAsync(async () =>
        {
            foreach (var session in (await api.GetAsync("sessions"))["items"]!.AsArray().Where(session => session!["skillName"] is JsonValue))
                seen.Add((string)session!["skillName"]!);
            return seen.IsSupersetOf(skills);
        });
    }

    // The exchange that the webhook fired, by the trace that came with it.
    private static async Task<string> TraceAsync(NpgsqlDataSource tables, string trace)
    {
        string? found = null;
        await Bounded.UntilAsync(async () =>
        {
            await using var command = tables.CreateCommand(
                """
                select e.trace_parent from tenant.exchanges e join tenant.skills s on s.organisation_id = e.organisation_id and s.id = e.skill_id
                where s.name = 'crm-export' and e.trace_parent like '00-' || $1 || '-%'
                """);
            command.Parameters.Add(new() { Value = trace });
            found = await command.ExecuteScalarAsync(Bounded.Cancellation) as string;
            return found is not null;
        });
        return found!;
    }
}
