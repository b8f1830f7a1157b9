using System.Collections.Frozen;
using System.Security.Cryptography;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Drafts that are judged beside what is in force. Text, tools and findings are told to both while the request is read once; only
/// types that the policy in force does not look for, or not as closely, are looked for in a second reading.
/// </summary>
internal sealed class ShadowRules
{
    private readonly PolicySet _drafts;
    private readonly Side _requests, _toolUses;

    /// <param name="policy">What is in force.</param>
    /// <param name="drafts">What runs beside it.</param>
    /// <param name="labeller">Makes fingerprints.</param>
    public ShadowRules(PolicySet policy, PolicySet drafts, Labeller labeller)
    {
        _drafts = drafts;
        Digest = SHA256.HashData([.. policy.Digest, .. drafts.Digest]);
        _requests = new Side(drafts.Requests, policy.RecordPlan, drafts, labeller);
        _toolUses = new Side(drafts.ToolUses, policy.ToolUsePlan, drafts, labeller);
    }

    /// <summary>Tells what is remembered under both from what is remembered under any other.</summary>
    public byte[] Digest { get; }

    /// <summary>Drafts for requests.</summary>
    public Side OfRequests => _requests;

    /// <summary>Drafts for tool calls.</summary>
    public Side OfToolUses => _toolUses;

    /// <summary>Rules of one direction.</summary>
    internal sealed class Side
    {
        private readonly RuleEvaluations _rules;
        private readonly RuleExceptions _exceptions;
        private readonly FrozenSet<string> _shared;
        private readonly bool _sharesBulk;

        public Side(RuleEvaluations rules, MaskPlan inForce, PolicySet drafts, Labeller labeller)
        {
            _rules = rules;
            var sought = rules.Table.Rules.SelectMany(rule => rule.Sought.Where(type => !ThreatTypes.All.Contains(type)).Select(type => (type, rule.MinScore, rule.Name))).ToArray();
            var missing = sought.Where(asked => !inForce.TellsAll(asked.type, asked.MinScore)).Select(asked => asked.type).ToHashSet(StringComparer.Ordinal);
            // What is bulk is counted over all types in one reading.
            _sharesBulk = !missing.Overlaps(ThreatTypes.Personal);
            if (rules.Table.Threats.Contains(FindingTypes.Bulk) && !_sharesBulk)
                missing.UnionWith(ThreatTypes.Personal);
            _shared = sought.Select(asked => asked.type).Where(type => !missing.Contains(type)).ToFrozenSet(StringComparer.Ordinal);
            Missing = new MaskPlan(
                sought.Where(asked => missing.Contains(asked.type)).Select(asked => (asked.type, new MaskPlan.Treatment(asked.Name, Masked: false, asked.MinScore, MaskOperator.Label))),
                drafts.OwnDetectors);
            _exceptions = new RuleExceptions(rules.Table, new MaskPlan(sought.Select(asked => (asked.type, new MaskPlan.Treatment(asked.Name, Masked: false, asked.MinScore, MaskOperator.Label))), drafts.OwnDetectors), labeller);
        }

        /// <summary>Whether there is no rule.</summary>
        public bool IsEmpty => _rules.Table.Rules.Length == 0;

        /// <summary>What must be looked for in a second reading; empty in most cases.</summary>
        public MaskPlan Missing { get; }

        /// <summary>Begins, and lets what is in force tell it what it sees.</summary>
        public RuleEvaluation Begin(RuleEvaluation inForce, RequestFacts facts, string skillId, EndpointFamily? endpoint, Func<string, string> mask, Caching.SeenTexts? seen)
        {
            var rules = _rules.Rent();
            rules.Begin(facts, skillId, endpoint, _exceptions, mask, seen);
            inForce.TellBeside(rules, _shared, _sharesBulk);
            return rules;
        }

        /// <summary>What they say.</summary>
        public ShadowVerdict End(RuleEvaluation rules)
        {
            var verdict = RuleVerdict.Of(rules);
            _rules.Return(rules);
            return new ShadowVerdict(verdict.Decision, verdict.Matches);
        }
    }
}
