using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using SaaSGate.Benchmarks.Latency;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Contracts.Ids;
using SaaSGate.TestKit.Payments;

namespace SaaSGate.Benchmarks.Webhooks;

/// <summary><c>webhooks</c>: signed events of Stripe, delivered to the product, which keeps each before it answers; beside an endpoint that only answers, and one that only keeps.</summary>
internal static class WebhookBenchmark
{
    private const double Goal = 1000;
    private const string Waiting = "select count(*) from platform.stripe_events where state = 'waiting'";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3), BetweenLooks = TimeSpan.FromMilliseconds(100);

    public static Task<int> RunAsync(string[] args)
    {
        var seconds = new Option<int>("--seconds") { Description = "How long each is measured.", DefaultValueFactory = _ => 15 };
        var connections = new Option<int>("--connections") { Description = "Deliveries at the same time.", DefaultValueFactory = _ => 32 };
        var organisations = new Option<int>("--organisations") { Description = "Customers that events are of.", DefaultValueFactory = _ => 200 };
        var data = new Option<string>("--data") { Description = "Where the database is kept while it runs.", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new RootCommand("Events of Stripe, taken in.") { seconds, connections, organisations, data };
        command.SetAction((parsed, cancellation) => RunAsync(
            TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(connections), parsed.GetValue(organisations), parsed.GetValue(data)!, cancellation));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(TimeSpan length, int connections, int organisations, string data, CancellationToken cancellation)
    {
        await using var stripe = await Part.StartAsync(StripePart.Name);

        // The product inherits the settings.
        Environment.SetEnvironmentVariable("SaaSGate__Billing__SecretKey", StripeStandIn.SecretKey);
        Environment.SetEnvironmentVariable("SaaSGate__Billing__WebhookSecret", stripe.Fact("secret"));
        Environment.SetEnvironmentVariable("SaaSGate__Billing__ApiBase", stripe.Fact("url"));
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(data), "saasgate-benchmark-" + Path.GetRandomFileName()));
        try
        {
            await using var product = await Product.StartAsync(new("http://127.0.0.1:9"), folder.FullName);
            var database = product.Facts.GetProperty("postgres").GetString()!;
            await using var tables = NpgsqlDataSource.Create(database);
            await using var bare = await Part.StartAsync(BarePart.Name);
            await using var inserting = await Part.StartAsync(BarePart.Name, database);
            var pids = product.Facts.GetProperty("pids");
            var (server, postgres) = (pids.GetProperty("controlPlane").GetInt32(), pids.GetProperty("postgres").GetInt32());
            var (customers, secret) = (await CustomersAsync(stripe.Address, tables, organisations, cancellation), stripe.Fact("secret"));

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{connections} deliveries at a time, of {organisations} customers, one in ten of an event that came before, Stripe answers after {StripePart.Away.TotalMilliseconds} ms; {Environment.ProcessorCount} processors; goal: {Goal:N0} a second"));
            Console.WriteLine();
            Console.WriteLine("|                      | median ms |  p99 ms | longest ms | deliveries/s | its processor us | PostgreSQL's us | of answering |");
            Console.WriteLine("|----------------------|----------:|--------:|-----------:|-------------:|-----------------:|----------------:|-------------:|");
            var answering = await MeasureAsync("answers", new(customers, secret), bare.Address, bare.Id, 0);
            await MeasureAsync("keeps a row, answers", new(customers, secret), inserting.Address, inserting.Id, answering);
            var events = new WebhookEvents(customers, secret);
            await MeasureAsync("the product", events, new(product.Portal, "/webhooks/stripe"), server, answering);
            Console.WriteLine();
            await AllThereAsync(tables, [.. events.Ids], cancellation);
            return 0;

            async Task<double> MeasureAsync(string what, WebhookEvents events, Uri address, int process, double baseline)
            {
                await DeliverAsync(events, address, connections, WarmUp, new(what), cancellation);
                var (own, stored, timings, began) = (ProcessorTime.OfProcess(process), ProcessorTime.OfChildren(postgres), new Timings(what), Stopwatch.GetTimestamp());
                var count = await DeliverAsync(events, address, connections, length, timings, cancellation);
                var rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
                (own, stored) = (ProcessorTime.OfProcess(process) - own, ProcessorTime.OfChildren(postgres) - stored);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{timings} {rate,12:N0} | {own.TotalMicroseconds / count,16:N0} | {stored.TotalMicroseconds / count,15:N0} | {(baseline == 0 ? 1 : rate / baseline),12:P1} |"));
                return rate;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Delivers for a while.</summary>
    /// <returns>How many were taken.</returns>
    private static async Task<int> DeliverAsync(WebhookEvents events, Uri address, int connections, TimeSpan length, Timings timings, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = connections }, disposeHandler: true);
        var (began, count) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetElapsedTime(began) < length)
                {
                    var (body, signature) = events.Next();
                    using var content = new ByteArrayContent(body);
                    content.Headers.ContentType = new("application/json");
                    content.Headers.Add("Stripe-Signature", signature);
                    var asked = Stopwatch.GetTimestamp();
                    using var answer = await http.PostAsync(address, content, cancellation);
                    timings.AddSince(asked);
                    if (!answer.IsSuccessStatusCode)
                        throw new InvalidOperationException($"{address} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
                    Interlocked.Increment(ref count);
                }
            },
            cancellation)));
        return count;
    }

    /// <summary>Organisations, each with a customer at Stripe.</summary>
    private static async Task<IReadOnlyList<string>> CustomersAsync(Uri stripe, NpgsqlDataSource tables, int count, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true) { BaseAddress = stripe };
        http.DefaultRequestHeaders.Authorization = new("Bearer", StripeStandIn.SecretKey);
        http.DefaultRequestHeaders.Add("Stripe-Version", StripeStandIn.ApiVersion);
        var customers = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, count, cancellation, async (number, cancel) =>
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", $"Customer {number}")]);
            using var answer = await http.PostAsync(new Uri("/v1/customers", UriKind.Relative), form, cancel);
            var customer = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetString()!;
            await using var rows = tables.CreateCommand(
                """
                with one as (insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values ($1, replace($1, '_', '-'), 'Customer', '\x01') returning organisation_id)
                insert into tenant.billing_accounts (organisation_id, customer_id, read_at, due_at) select organisation_id, $2, now(), now() + interval '6 hours' from one
                """);
            rows.Parameters.Add(new() { Value = Id<Organisation>.New(TimeProvider.System).Value });
            rows.Parameters.Add(new() { Value = customer });
            await rows.ExecuteNonQueryAsync(cancel);
            customers.Add(customer);
        });
        return [.. customers];
    }

    /// <summary>Each event that was answered is there, and is handled in the end.</summary>
    private static async Task AllThereAsync(NpgsqlDataSource tables, string[] ids, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var kept = await CountAsync("select count(*) from unnest($1::text[]) id where exists (select from platform.stripe_events e where e.id = id.id)");
        var waiting = await CountAsync(Waiting);
        using var looks = new PeriodicTimer(BetweenLooks);
        while (await CountAsync(Waiting) > 0)
            await looks.WaitForNextTickAsync(cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{ids.Length:N0} events delivered, {kept:N0} of them kept; {waiting:N0} were still to be handled, which took {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s"));
        if (kept != ids.Length)
            throw new InvalidOperationException($"{ids.Length - kept} events that were answered are not there.");

        async Task<long> CountAsync(string sql)
        {
            await using var command = tables.CreateCommand(sql);
            if (sql != Waiting)
                command.Parameters.Add(new() { Value = ids });
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }
    }
}
