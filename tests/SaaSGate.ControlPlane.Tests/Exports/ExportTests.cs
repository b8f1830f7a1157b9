using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Tests.Evidence;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Exports;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Exports;

public sealed class ExportTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-receiver";

    private readonly ConcurrentQueue<string> _received = new();
    private readonly X509Certificate2 _certificate = LocalCertificate.Create();
    private WebApplication? _receiver;
    private int _down, _badSignatures, _most = int.MaxValue;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            if (Volatile.Read(ref _down) > 0)
            {
                context.Response.StatusCode = 503;
                return;
            }

            if (body.Length > Volatile.Read(ref _most))
            {
                context.Response.StatusCode = 413;
                return;
            }

            if (context.Request.Path == "/events")
            {
                var signed = $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{context.Request.Headers["saasgate-timestamp"]}.{body}")))}";
                if (signed != context.Request.Headers["saasgate-signature"])
                    Interlocked.Increment(ref _badSignatures);
                foreach (var told in JsonNode.Parse(body)!.AsArray())
                    _received.Enqueue(told!.ToJsonString());
            }
            else
            {
                foreach (var record in JsonNode.Parse(body)!["resourceLogs"]![0]!["scopeLogs"]![0]!["logRecords"]!.AsArray())
                    _received.Enqueue((string)record!["body"]!["stringValue"]!);
            }
        });
        await _receiver.StartAsync(Cancel);
    }

    [Theory]
    [InlineData("webhook", "/events")]
    [InlineData("otlp", "/v1/logs")]
    public async Task Nothing_is_skipped_and_the_order_stays_when_the_receiver_was_down(string kind, string path)
    {
        var sink = await AddAsync(kind, $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}{path}");
        List<string> expected = [];
        for (var i = 0; i < 5; i++)
            expected.Add(await AuditAsync());
        await DrainAsync(sink);
        Volatile.Write(ref _down, 1);
        for (var i = 0; i < 130; i++)
            expected.Add(await AuditAsync());
        var behind = await DrainAsync(sink, view => view is { Behind: >= 130, Error: not null });
        Assert.Equal("It answered 503.", behind.Error);
        Assert.NotNull(behind.RetryAt);

        Volatile.Write(ref _down, 0);
        await DrainAsync(sink, view => view.Error is null && ReceivedOf(expected).Count >= expected.Count);
        Assert.Equal(expected, ReceivedOf(expected));
        Assert.Equal(0, _badSignatures);
    }

    [Fact]
    public async Task A_receiver_that_takes_little_at_once_gets_less_until_it_takes_it()
    {
        var sink = await AddAsync("webhook", $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events");
        Volatile.Write(ref _most, 10_000);
        // At once, so that whoever looks first finds too much.
        var expected = await AuditAsync(130);
        Assert.Equal("It answered 413.", (await DrainAsync(sink, view => view.Error is not null)).Error);
        await DrainAsync(sink, _ => ReceivedOf(expected).Count >= expected.Count);
        Assert.Equal(expected, ReceivedOf(expected));
    }

    [Fact]
    public async Task What_commits_late_is_not_skipped()
    {
        var sink = await AddAsync("webhook", $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events");
        await using var slow = await app.Database.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        var late = Id<AuditEntry>.New(TimeProvider.System).Value;
        await using (var insert = new Npgsql.NpgsqlCommand(
            "insert into tenant.audit_log (organisation_id, id, actor, actor_name, action) values ($1, $2, 'usr_x', 'X', 'late')", slow, transaction))
        {
            insert.Parameters.Add(new() { Value = Scenes.Acme.Value });
            insert.Parameters.Add(new() { Value = late });
            await insert.ExecuteNonQueryAsync(Cancel);
        }

        var soon = await AuditAsync();
        await DrainAsync(sink);
        Assert.Empty(ReceivedOf([late, soon]));
        await transaction.CommitAsync(Cancel);
        await DrainAsync(sink, _ => ReceivedOf([late, soon]).Count == 2);
        Assert.Equal([late, soon], ReceivedOf([late, soon]));
    }

    [Fact]
    public async Task Exchanges_tell_types_and_labels_and_no_content()
    {
        var sink = await AddAsync("webhook", $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events");
        const string Mark = "unmistakable";
        var (_, exchange) = await app.RecordAsync($"what-was-asked-{Mark}", $"what-was-answered-{Mark}");
        await DrainAsync(sink, _ => _received.Any(text => text.Contains(exchange.Value, StringComparison.Ordinal)));
        var told = JsonNode.Parse(Assert.Single(_received, text => text.Contains(exchange.Value, StringComparison.Ordinal)))!;
        Assert.Equal(6003, (int)told["class_uid"]!);
        Assert.Equal("POST /v1/messages", (string?)told["api"]!["operation"]);
        Assert.Equal(app.Demo.Skills[0].Id, (string?)told["src_endpoint"]!["uid"]);
        Assert.Equal(Scenes.Acme.Value, (string?)told["metadata"]!["tenant_uid"]);
        Assert.DoesNotContain(_received, text => text.Contains(Mark, StringComparison.Ordinal));
    }

    /// <summary>What OCSF 1.4 requires of the classes that are sent.</summary>
    [Fact]
    public async Task An_audited_act_names_what_it_was_done_to()
    {
        var sink = await AddAsync("webhook", $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events");
        var id = await AuditAsync();
        await DrainAsync(sink, _ => ReceivedOf([id]).Count == 1);
        var told = JsonNode.Parse(Assert.Single(_received, text => text.Contains(id, StringComparison.Ordinal)))!;
        Assert.Equal((3004, 3, 300499), ((int)told["class_uid"]!, (int)told["category_uid"]!, (int)told["type_uid"]!));
        Assert.Equal(("organisation", "something"), ((string?)told["entity"]!["uid"], (string?)told["entity"]!["type"]));
        Assert.Equal("usr_x", (string?)told["actor"]!["user"]!["uid"]);
        foreach (var required in (string[])["activity_id", "time", "severity_id", "metadata"])
            Assert.NotNull(told[required]);
    }

    [Fact]
    public async Task Syslog_is_framed_by_its_length_over_TLS()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var streams = new ConcurrentQueue<byte[]>();
        var reading = ReadSyslogAsync(listener, streams, ends.Token);
        var sink = await AddAsync("syslog", $"tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var told = await AuditAsync();
        await DrainAsync(sink, _ => reading.IsCompleted || streams.Any(stream => Encoding.UTF8.GetString(stream).Contains(told, StringComparison.Ordinal)));
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        var messages = new List<string>();
        foreach (var stream in streams)
        {
            for (var at = 0; at < stream.Length;)
            {
                var space = Array.IndexOf(stream, (byte)' ', at);
                var length = int.Parse(Encoding.ASCII.GetString(stream[at..space]), System.Globalization.CultureInfo.InvariantCulture);
                messages.Add(Encoding.UTF8.GetString(stream.AsSpan(space + 1, length)));
                at = space + 1 + length;
            }
        }

        Assert.Contains(messages, message => message.StartsWith("<110>1 ", StringComparison.Ordinal) && message.Contains(told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checkpoints_alone_are_pushed_whole_and_catch_history_that_is_signed_anew()
    {
        var from = TimeProvider.System.GetUtcNow();
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var create = new { name = "vault", kind = "webhook", what = "checkpoints", address = $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events", secret = Secret, authority = _certificate.ExportCertificatePem() };
        var sink = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exports", create))!["id"]!;
        Assert.Null((await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"exports/{sink}/test"))!["error"]);
        var recorder = new Recorder(app);
        var (kept, lost) = (recorder.NewSession(), recorder.NewSession());
        foreach (var session in new[] { kept, lost })
            await recorder.AddAsync(session, "Hello", "Good day");
        await app.Service<CheckpointMaker>().MakeAllAsync(Cancel);
        await recorder.AddAsync(kept, "Still there?", "Yes");
        var honest = await TakenEvidence.TakeAsync(admin, new { from });
        await DrainAsync(sink, view => view.Behind == 0 && _received.Count(text => text.Contains(kept, StringComparison.Ordinal)) >= 2);
        Assert.All(_received, text => Assert.NotNull(JsonNode.Parse(text)!["checkpoint"]));
        var agreed = await TakenEvidence.VerifyAsync(app, honest, _received);
        Assert.Empty(agreed.Problems);
        Assert.Equal(agreed.Kept!.Value.Brought, agreed.Kept.Value.Agreeing);

        // Whoever runs the installation takes a session out of its history, and has all that is left signed again with the right key.
        foreach (var table in new[] { "exchanges", "blocks", "checkpoint_leaves" })
            await app.RunAsync($"delete from tenant.{table} where session_id = $1", lost);
        await app.RunAsync("delete from tenant.sessions where id = $1", lost);
        await app.RunAsync("delete from tenant.checkpoint_leaves");
        await app.RunAsync("delete from tenant.checkpoints");
        await app.RunAsync("update tenant.sessions set checkpoint_sequence = 0");
        var forged = await TakenEvidence.TakeAsync(admin, new { from });
        Assert.Empty((await TakenEvidence.VerifyAsync(app, forged)).Problems);
        var caught = await TakenEvidence.VerifyAsync(app, forged, _received);
        Assert.Contains(caught.Problems, problem => problem is { Kind: "rewritten", Where: "checkpoint/1" });
    }

    [Fact]
    public async Task Receivers_are_added_tested_paused_and_removed()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "exports", new { name = "siem", kind = "webhook", address = "http://siem.example.com", secret = Secret, authority = (string?)null });
        var create = new { name = "siem", kind = "webhook", address = $"https://localhost:{new Uri(_receiver!.Urls.First()).Port}/events", secret = Secret, authority = _certificate.ExportCertificatePem() };
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "exports", create))!;
        Assert.DoesNotContain(Secret, made.ToJsonString(), StringComparison.Ordinal);
        await admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "exports", create);
        var path = $"exports/{made["id"]}";
        Assert.Null((await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/test"))!["error"]);
        Assert.Contains(_received, text => text.Contains("export.tested", StringComparison.Ordinal));
        Assert.False((bool)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { enabled = false }))!["enabled"]!);
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, path);
    }

    public async ValueTask DisposeAsync()
    {
        await app.RunAsync("delete from tenant.export_sinks");
        if (_receiver is not null)
            await _receiver.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task<string> AddAsync(string kind, string address)
    {
        var id = Id<ExportSink>.New(TimeProvider.System);
        var box = app.Service<KeyVault>().Seal(VaultPurpose.ExportSecret(Scenes.Acme.Value, id.Value), Encoding.UTF8.GetBytes(Secret));
        Assert.True(await app.Service<ExportStore>().CreateAsync(
            Scenes.Acme, new(id, id.Value, kind, "events", address, _certificate.ExportCertificatePem(), kind == "syslog" ? null : box), Actor.System, Cancel));
        return id.Value;
    }

    private async Task<string> AuditAsync() => (await AuditAsync(1))[0];

    private async Task<List<string>> AuditAsync(int entries)
    {
        List<string> ids = [.. Enumerable.Range(0, entries).Select(_ => Id<AuditEntry>.New(TimeProvider.System).Value)];
        await app.RunAsync(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action)
            select $1, id, 'usr_x', 'X', 'something.done' from unnest($2::text[]) with ordinality as entry (id, place) order by place
            """, Scenes.Acme.Value, ids);
        return ids;
    }

    private async Task DrainAsync(string sink)
    {
        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<IExportGrain>(GrainKeys.Of(Scenes.Acme.Value, sink)).DrainAsync();
    }

    /// <summary>Again until it is so: nothing is sent that a transaction of somebody else, which still runs, could come before.</summary>
    private async Task<ExportSinkView> DrainAsync(string sink, Func<ExportSinkView, bool> until)
    {
        for (var patience = Bounded.Cancellation; ; patience.ThrowIfCancellationRequested())
        {
            await DrainAsync(sink);
            if (await app.Service<ExportStore>().FindAsync(Scenes.Acme, sink, patience) is { } view && until(view))
                return view;
        }
    }

    /// <summary>Those that came, in the order in which each came first.</summary>
    private List<string> ReceivedOf(IReadOnlyCollection<string> ids) =>
        [.. _received.Select(text => (string)JsonNode.Parse(text)!["metadata"]!["uid"]!).Where(ids.Contains).Distinct()];

    /// <summary>Keeps what each connection brought, until it is cancelled: the portal sends by itself too.</summary>
    private async Task ReadSyslogAsync(TcpListener listener, ConcurrentQueue<byte[]> streams, CancellationToken cancellation)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellation);
            using var all = new MemoryStream();
            await using (var tls = new SslStream(client.GetStream()))
            {
                await tls.AuthenticateAsServerAsync(_certificate);
                await tls.CopyToAsync(all, cancellation);
            }

            streams.Enqueue(all.ToArray());
        }
    }
}
