using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.Commands;

/// <summary><c>saasgate billing …</c>: what the operator does about payment. Settings as for <c>control-plane</c>.</summary>
internal static class BillingCommand
{
    public static Command Create()
    {
        var billing = new Command("billing", "Plans at Stripe, events of Stripe that could not be handled, and corrections of use. Settings as for control-plane.");
        billing.Subcommands.Add(Sync());
        billing.Subcommands.Add(Events());
        billing.Subcommands.Add(Adjust());
        billing.Subcommands.Add(Report());
        return billing;
    }

    private static Command Sync()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would change, and change nothing." };
        var command = new Command("sync", "Make Stripe have the plans that this version has. Run again it changes nothing.") { dryRun };
        command.SetAction((parsed, cancellation) => DoAsync(async desk =>
        {
            var changes = await desk.SyncAsync(parsed.GetValue(dryRun), cancellation);
            foreach (var change in changes)
                Console.WriteLine(change);
            Console.WriteLine(changes.Count == 0 ? "Stripe has the plans as they are." : parsed.GetValue(dryRun) ? $"{changes.Count} would change." : $"{changes.Count} changed.");
            return true;
        }));
        return command;
    }

    private static Command Events()
    {
        var retry = new Option<string?>("--retry") { Description = "Try this one again: evt_…." };
        var settle = new Option<string?>("--settle") { Description = "List this one no more, since you have seen to it: evt_…." };
        var command = new Command("events", "List events of Stripe that are parked, since they could not be handled, or say what Stripe could not count.") { retry, settle };
        command.SetAction((parsed, cancellation) => DoAsync(async desk =>
        {
            if (parsed.GetValue(retry) is { } id)
                return await desk.RetryAsync(id, cancellation) ? Say($"{id} is tried again.") : Refuse("A parked event whose customer belongs to an organisation is needed, by id.");
            if (parsed.GetValue(settle) is { } seen)
                return await desk.SettleAsync(seen, cancellation) ? Say($"{seen} is settled.") : Refuse("A parked event is needed, by id.");
            foreach (var line in await desk.ParkedAsync(cancellation))
                Console.WriteLine(line);
            return true;
        }));
        return command;
    }

    private static Command Adjust()
    {
        var organisation = new Argument<string>("ORGANISATION") { Description = "Which: org_…" };
        var quantity = new Argument<long>("QUANTITY") { Description = "How much to add; less than nothing takes away." };
        var meter = new Option<string>("--meter") { Description = "What is counted.", DefaultValueFactory = _ => BillingDesk.DefaultMeter };
        var reason = new Option<string>("--reason") { Description = "Why. It stands in the organisation's audit log.", Required = true };
        var by = new Option<string>("--by") { Description = "Who you are.", Required = true };
        var command = new Command("adjust", "Correct what an organisation is said to have used.") { organisation, quantity, meter, reason, by };
        command.SetAction((parsed, cancellation) => DoAsync(async desk =>
            !Id<Organisation>.TryParse(parsed.GetValue(organisation), out var whose) ? Refuse("An organisation's id is needed, such as org_….")
            : await desk.AdjustAsync(whose, parsed.GetValue(meter)!, parsed.GetValue(quantity), parsed.GetValue(reason)!, parsed.GetValue(by)!, cancellation) is { } refusal ? Refuse(refusal)
            : Say($"Added {parsed.GetValue(quantity)} to what {whose} used.")));
        return command;
    }

    private static Command Report()
    {
        var command = new Command("report", "Print what Stripe counted otherwise than was sent, what it is not known to have after a day, and what it could not count, of all organisations; fails where there is something.");
        command.SetAction((_, cancellation) => DoAsync(async desk =>
        {
            var differences = await desk.DifferencesAsync(cancellation);
            foreach (var line in differences)
                Console.WriteLine(line);
            return differences.Count == 0 ? Say("Stripe counted what was sent, on each day that was compared.") : Refuse($"{differences.Count} to see to.");
        }));
        return command;
    }

    private static bool Say(string text)
    {
        Console.WriteLine(text);
        return true;
    }

    private static bool Refuse(string text)
    {
        Console.Error.WriteLine(text);
        return false;
    }

    private static async Task<int> DoAsync(Func<BillingDesk, Task<bool>> work)
    {
        try
        {
            // Built and never started: nothing is opened but the database.
            await using var host = ControlPlaneHost.Create(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Logging.ToStandardError);
            return await work(BillingDesk.Of(host.Services)) ? 0 : 1;
        }
        catch (Exception problem) when (problem is OptionsValidationException or InvalidOperationException or ArgumentException or DbException or BillingException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
