using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SaaSGate.Benchmarks.Latency;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Scim;

/// <summary><c>scim</c>: a directory's full synchronisation, as Entra ID does it: each person looked up and created, each group created and filled, all read in pages.</summary>
internal static class ScimBenchmark
{
    private const int PageSize = 100;

    public static Task<int> RunAsync(string[] args)
    {
        var users = new Option<int>("--users") { Description = "People.", DefaultValueFactory = _ => 500 };
        var groups = new Option<int>("--groups") { Description = "Groups, of users/10 people each.", DefaultValueFactory = _ => 25 };
        var callers = new Option<int>("--callers") { Description = "Calls at the same time.", DefaultValueFactory = _ => 4 };
        var data = new Option<string>("--data") { Description = "Where the database is kept while it runs.", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new RootCommand("A directory's full synchronisation by SCIM.") { users, groups, callers, data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(users), parsed.GetValue(groups), parsed.GetValue(callers), parsed.GetValue(data)!, cancellation));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int users, int groups, int callers, string data, CancellationToken cancellation)
    {
        // What is measured is the server, not its limit of calls; the product inherits the setting.
        Environment.SetEnvironmentVariable("SaaSGate__Scim__CallsPerSecond", "1000000");
        Environment.SetEnvironmentVariable("SaaSGate__Scim__CallsAtOnce", "1000000");
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-benchmark-" + Path.GetRandomFileName()));
        try
        {
            await using var product = await Product.StartAsync(new("http://127.0.0.1:9"), folder.FullName);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true) { BaseAddress = new(product.Portal, "/scim/v2/") };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", product.Facts.GetProperty("demo").GetProperty("scimToken").GetString());
            await SynchronizeAsync(http, users, groups, callers, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task SynchronizeAsync(HttpClient http, int users, int groups, int callers, CancellationToken cancellation)
    {
        Timings lookup = new("look a person up"), create = new("create a person"), group = new("create a group"), members = new("add members"), page = new("page of 100 people"),
            change = new("change a person"), leave = new("deactivate a person");
        var ids = new ConcurrentDictionary<int, string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellation };
        var began = Stopwatch.GetTimestamp();

        await Parallel.ForAsync(0, users, options, async (number, cancel) =>
        {
            await CallAsync(http, lookup, HttpMethod.Get, $"Users?filter={Uri.EscapeDataString($"userName eq \"{Name(number)}\"")}", null, cancel);
            ids[number] = (await CallAsync(http, create, HttpMethod.Post, "Users", Person(number), cancel)).GetProperty("id").GetString()!;
        });
        var size = Math.Max(1, users / 10);
        await Parallel.ForAsync(0, groups, options, async (number, cancel) =>
        {
            var made = await CallAsync(http, group, HttpMethod.Post, "Groups?excludedAttributes=members", $$"""{"displayName":"Group {{number}}","externalId":"g{{number}}"}""", cancel);
            foreach (var some in Enumerable.Range(0, size).Select(place => ids[((number * 37) + place) % users]).Chunk(PageSize))
                await CallAsync(
                    http, members, HttpMethod.Patch, $"Groups/{made.GetProperty("id").GetString()}",
                    $$"""{"Operations":[{"op":"Add","path":"members","value":[{{string.Join(',', some.Select(id => $$"""{"$ref":null,"value":"{{id}}"}"""))}}]}]}""", cancel);
        });
        for (var start = 1; start <= users; start += PageSize)
            await CallAsync(http, page, HttpMethod.Get, $"Users?startIndex={start}&count={PageSize}", null, cancellation);
        var whole = Stopwatch.GetElapsedTime(began);

        foreach (var number in Enumerable.Range(0, Math.Min(users, 200)))
            await CallAsync(http, change, HttpMethod.Patch, $"Users/{ids[number]}", """{"Operations":[{"op":"Replace","path":"title","value":"Changed"}]}""", cancellation);
        foreach (var number in Enumerable.Range(0, Math.Min(users, 200)))
            await CallAsync(http, leave, HttpMethod.Patch, $"Users/{ids[number]}", """{"Operations":[{"op":"Replace","path":"active","value":"False"}]}""", cancellation);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{users} people, {groups} groups of {size}, {callers} calls at a time, {Environment.ProcessorCount} processors: full synchronisation in {whole.TotalSeconds:0.0} s"));
        Console.WriteLine();
        Console.WriteLine("|                      | median ms |  p99 ms | longest ms |");
        Console.WriteLine("|----------------------|----------:|--------:|-----------:|");
        foreach (var timings in (Timings[])[lookup, create, group, members, page, change, leave])
            Console.WriteLine(timings);
    }

    private static async Task<JsonElement> CallAsync(HttpClient http, Timings timings, HttpMethod method, string path, string? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/scim+json");
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsByteArrayAsync(cancellation);
        timings.AddSince(began);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path} answered {answer.StatusCode}: {Encoding.UTF8.GetString(text)}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"person{number}@bench.example");

    private static string Person(int number) => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"e{{number}}","userName":"{{Name(number)}}","active":true,
        "displayName":"Person {{number}}","name":{"givenName":"Person","familyName":"{{number}}"},"emails":[{"primary":true,"type":"work","value":"{{Name(number)}}"}],"title":"Engineer",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"{{number}}","department":"Department {{number % 20}}"} }
        """;
}
