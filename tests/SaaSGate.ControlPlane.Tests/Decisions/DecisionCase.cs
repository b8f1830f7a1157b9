using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>Plays one script over real parts, and then holds what came of it against what was promised.</summary>
internal sealed class DecisionCase(DecisionWorld world, DecisionScript script, TestTenant tenant, string key) : IAsyncDisposable
{
    private const string Policy = "rules: [{ name: wait, on: request, when: { text: decide }, then: hold, hold: { timeout: 5m } }]";

    /// <summary>How much earlier than its use something must have happened to have prevented it: clocks of transactions and statements differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly byte[][] _bodies = [.. Enumerable.Range(0, DecisionScript.Requests).Select(request => Encoding.UTF8.GetBytes(
        $$"""{"model":"claude-sonnet-4-6","max_tokens":64,"stream":{{(request == 0 ? "true" : "false")}},"messages":[{"role":"user","content":"decide {{request}} {{Guid.NewGuid():n}} größer"}]}"""))];
    private readonly (int Request, CancellationTokenSource Leaving, Task Call)?[] _clients = new (int, CancellationTokenSource, Task)?[DecisionScript.Clients];
    private readonly ConcurrentQueue<string> _answers = new();

    // From when to when locks certainly held. Rows of locks say when their transaction began, not when it was committed.
    private readonly List<(DateTime From, DateTime Until)> _locked = [];
    private DateTime? _lockedFrom;

    // Since when versions of the policy were certainly in force.
    private readonly List<(long Version, DateTime Since)> _versions = [];

    public static async Task<DecisionCase> NewAsync(DecisionWorld world, DecisionScript script)
    {
        var key = "sgk_" + Guid.NewGuid().ToString("n");
        var made = new DecisionCase(world, script, await world.TenantAsync(key, Policy), key);
        await made.UntilServedAsync();
        return made;
    }

    public async Task PlayAsync()
    {
        foreach (var (step, request, client, waits) in script.Steps)
        {
            if (waits)
                await UntilWaitingAsync(request);
            await (step switch
            {
                DecisionStep.Send => SendAsync(request, client),
                DecisionStep.Leave => LeaveAsync(client),
                DecisionStep.Approve => DecideAsync(request, approve: true),
                DecisionStep.Deny => DecideAsync(request, approve: false),
                DecisionStep.DecideTwice => Task.WhenAll(DecideAsync(request, approve: true), DecideAsync(request, approve: false)),
                DecisionStep.Expire => tenant.PeekAsync<object>(
                    "update tenant.approvals set expires_at = clock_timestamp() - interval '1 second' where organisation_id = $1 and state in ('pending', 'approved') and position($2 in summary) > 0",
                    MarkOf(request)),
                DecisionStep.Lock => LockAsync(),
                DecisionStep.Unlock => UnlockAsync(),
                DecisionStep.ChangePolicy => ChangePolicyAsync(),
                DecisionStep.RestartGateway => RestartGatewayAsync(),
                _ => world.RestartSiloAsync(),
            });
            if (step == DecisionStep.Approve && client > 0)
                await UntilWaitingAsync(request);
            if (step is DecisionStep.RestartGateway or DecisionStep.RestartSilo && client > 0)
                await UntilServedAsync();
        }

        await LeaveAllAsync();
    }

    /// <summary>At most once for an approval, never without one that was valid, never other bytes, and all of it recorded.</summary>
    public async Task CheckAsync()
    {
        if (_lockedFrom is { } from)
            _locked.Add((from, DateTime.MaxValue));
        for (var request = 0; request < _bodies.Length; request++)
        {
            var mark = MarkOf(request);
            var sent = world.Simulator.Received.All.Where(received => received.BodyText().Contains(mark, StringComparison.Ordinal)).ToList();
            Assert.All(sent, received => Assert.Equal(Encoding.UTF8.GetString(_bodies[request]), received.BodyText()));
            var consumed = await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1 and state = 'consumed' and position($2 in summary) > 0", mark);
            Assert.True(sent.Count <= consumed, $"Sent {sent.Count} times by {consumed} approvals.");
            var approved = await tenant.PeekAsync<long>(
                """
                select count(distinct l.target) from tenant.audit_log l join tenant.approvals a on a.organisation_id = l.organisation_id and a.id = l.target
                where l.organisation_id = $1 and l.action = 'approval.approved' and position($2 in a.summary) > 0
                """, mark);
            Assert.True(consumed <= approved, $"{consumed} approvals were used, {approved} given.");
            // What was sent becomes an exchange that says by which approval.
            await Bounded.UntilAsync(() => tenant.PeekAsync<bool>(
                """
                select (select count(*) from tenant.approvals where organisation_id = $1 and state = 'consumed' and position($2 in summary) > 0) = (
                    select count(*) from tenant.exchanges e join tenant.approvals a on a.organisation_id = e.organisation_id and a.id = e.approval_id and a.exchange_id = e.id
                    where e.organisation_id = $1 and a.state = 'consumed' and position($2 in a.summary) > 0 and e.request_digest = a.digest and e.outcome is not null)
                """, mark));
        }

        Assert.Equal(0, await tenant.PeekAsync<long>(
            """
            select count(*) from tenant.approvals a where a.organisation_id = $1 and a.state = 'consumed' and (
                a.decided_at is null or a.consumed_at < a.decided_at or a.consumed_at > a.expires_at + $2 or a.seen_view_digest <> a.view_digest
                or exists (select from unnest($3::timestamptz[], $4::timestamptz[]) l (locked, until) where a.consumed_at > l.locked and a.consumed_at < l.until)
                or exists (select from unnest($5::bigint[], $6::timestamptz[]) v (version, since) where v.version > a.policy_version and v.since < a.consumed_at - $2))
            """,
            Slack, _locked.Select(locked => locked.From).ToArray(), _locked.Select(locked => locked.Until).ToArray(),
            _versions.Select(version => version.Version).ToArray(), _versions.Select(version => version.Since).ToArray()));
        Assert.All(_answers, answer => Assert.DoesNotContain("\"code\":\"internal\"", answer, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAllAsync();
        _http.Dispose();
    }

    private StopTarget Skill => new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value);

    private string MarkOf(int request) => Encoding.UTF8.GetString(_bodies[request]).Split('"').First(text => text.StartsWith("decide ", StringComparison.Ordinal))[..41];

    private async Task LockAsync()
    {
        await world.Service<StopStore>().AddLockAsync(Skill, "test", Actor.System, Bounded.Cancellation);
        _lockedFrom ??= TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    private async Task UnlockAsync()
    {
        if (_lockedFrom is { } from)
            _locked.Add((from, TimeProvider.System.GetUtcNow().UtcDateTime));
        _lockedFrom = null;
        await world.Service<StopStore>().LiftLocksAsync(Skill, Actor.System, Bounded.Cancellation);
    }

    private async Task ChangePolicyAsync()
    {
        await tenant.PeekAsync<object>(
            """
            with before as (
                insert into tenant.policy_versions (organisation_id, policy_id, version, document, created_by, created_at)
                select organisation_id, policy_id, version + 1, document, created_by, clock_timestamp() from tenant.policy_versions
                where organisation_id = $1 order by version desc limit 1 returning organisation_id, policy_id, version),
            now as (update tenant.policies p set active_version = b.version from before b where p.organisation_id = b.organisation_id and p.id = b.policy_id returning 1)
            select set_config('saasgate.organisation', $1, false), platform.append_view($1) from now
            """);
        var since = TimeProvider.System.GetUtcNow().UtcDateTime;
        _versions.Add((await tenant.PeekAsync<long>("select active_version::bigint from tenant.policies where organisation_id = $1"), since));
    }

    private async Task SendAsync(int request, int client)
    {
        await LeaveAsync(client);
        var leaving = new CancellationTokenSource();
        _clients[client] = (request, leaving, CallAsync(request, leaving.Token));
    }

    private async Task LeaveAsync(int client)
    {
        if (_clients[client] is not { } at)
            return;
        _clients[client] = null;
        await at.Leaving.CancelAsync();
        await at.Call;
        at.Leaving.Dispose();
    }

    private async Task LeaveAllAsync()
    {
        for (var client = 0; client < _clients.Length; client++)
            await LeaveAsync(client);
    }

    /// <summary>Callers of a gateway that goes are gone: it would wait for them to the last.</summary>
    private async Task RestartGatewayAsync()
    {
        await LeaveAllAsync();
        await world.RestartGatewayAsync();
    }

    /// <summary>Until the gateway knows the skill and has a lease.</summary>
    private Task UntilServedAsync() => Bounded.UntilAsync(async () =>
    {
        using var probe = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Gateway, "/v1/nothing"));
        probe.Headers.Add("x-api-key", key);
        using var answer = await _http.SendAsync(probe, Bounded.Cancellation);
        return answer.StatusCode == System.Net.HttpStatusCode.NotFound;
    });

    private async Task CallAsync(int request, CancellationToken leaving)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(world.Gateway, "/v1/messages")) { Content = new ByteArrayContent(_bodies[request]) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.Add("x-api-key", key);
            message.Headers.Add("anthropic-version", "2023-06-01");
            using var answer = await _http.SendAsync(message, leaving);
            _answers.Enqueue(await answer.Content.ReadAsStringAsync(leaving));
        }
        catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException or IOException)
        {
            // It left, or the gateway did.
        }
    }

    /// <summary>Until it waits for a reviewer, perhaps again, or nobody who sent it waits for an answer.</summary>
    private Task UntilWaitingAsync(int request) => Bounded.UntilAsync(async () =>
        !_clients.Any(client => client is { Call.IsCompleted: false } at && at.Request == request) || await WaitingAsync(request) is not null);

    private Task<string?> WaitingAsync(int request) => tenant.PeekAsync<string>(
        "select id || ' ' || encode(view_digest, 'hex') from tenant.approvals where organisation_id = $1 and state = 'pending' and position($2 in summary) > 0", MarkOf(request));

    private async Task DecideAsync(int request, bool approve)
    {
        if (await WaitingAsync(request) is not { } waiting)
            return;
        var (approval, digest) = (waiting.Split(' ')[0], Convert.FromHexString(waiting.Split(' ')[1]));
        Assert.Equal(SHA256.HashSizeInBytes, digest.Length);
        var reviewer = await tenant.AddMemberAsync("reviewer");
        await world.Service<DecisionStore>().DecideAsync(
            new(tenant.Organisation, Id<Approval>.Parse(approval), approve, digest, new(reviewer.Value, "Rita"), null, "by a test"), Bounded.Cancellation);
    }
}
