//! The execution mode of a request, as a type: [`AtOnce`], [`InBackground`], or [`TextByText`].
//!
//! Each contains what the request needs, and its functions. The engine runs them
//! ([`linkwright_project::live::Feature`]).

use linkwright_project::live::{Feature, FileResults, Needs, PartOf, PlanContext, Planned};
use serde::Serialize;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{self as lsp, Url};

use crate::answers::request_context::RequestContext;
use crate::vaults::owner::{Handle, Later};
use crate::vaults::state::State;
use crate::wire::results::stash_result;
use crate::wire::serialized::SerializedResult;

/// Answers on the vaults' thread.
pub(crate) struct AtOnce<Answer>(pub(crate) Needs, pub(crate) Answer);

/// Plans on the vaults' thread. Reads the texts that the plan names and finishes the answer on
/// another thread.
pub(crate) struct InBackground<Plan, Finish>(pub(crate) Needs, pub(crate) Plan, pub(crate) Finish);

/// The same as [`InBackground`], but computes a part of the answer for each text where the text is
/// read, and drops the text. So the answer can be about the links of a whole vault.
pub(crate) struct TextByText<P, T, Plan, Finish>(
    pub(crate) Needs,
    pub(crate) Plan,
    pub(crate) PartOf<P, T>,
    pub(crate) Finish,
);

/// A mode whose answer is serialized where it is finished ([`serialized`]).
pub(crate) struct Serialized<Mode>(pub(crate) Mode);

/// An execution mode for requests with the parameters `A` and the result `R`.
pub(crate) trait Mode<A, R> {
    /// Answers a request. Its first work for the vaults' thread is sent by **this call**, not when the
    /// future is awaited.
    fn answer(self, vaults: &Handle, params: A) -> Later<R>;
}

/// The parameters of a request about one file.
pub(crate) trait AboutFile: Send + 'static {
    /// The URI of the file.
    fn uri(&self) -> &Url;
}

/// Requests with no other parameters.
impl AboutFile for Url {
    fn uri(&self) -> &Url {
        self
    }
}

macro_rules! about_file {
    ($($params:ident: $($field:ident).+;)+) => {
        $(impl AboutFile for lsp::$params {
            fn uri(&self) -> &Url {
                &self.$($field).+
            }
        })+
    };
}

about_file! {
    CallHierarchyIncomingCallsParams: item.uri;
    CallHierarchyOutgoingCallsParams: item.uri;
    CallHierarchyPrepareParams: text_document_position_params.text_document.uri;
    CodeActionParams: text_document.uri;
    CodeLensParams: text_document.uri;
    CompletionParams: text_document_position.text_document.uri;
    DocumentHighlightParams: text_document_position_params.text_document.uri;
    DocumentLinkParams: text_document.uri;
    DocumentSymbolParams: text_document.uri;
    FoldingRangeParams: text_document.uri;
    GotoDefinitionParams: text_document_position_params.text_document.uri;
    HoverParams: text_document_position_params.text_document.uri;
    InlayHintParams: text_document.uri;
    ReferenceParams: text_document_position.text_document.uri;
    RenameParams: text_document_position.text_document.uri;
    SelectionRangeParams: text_document.uri;
    SemanticTokensParams: text_document.uri;
    SemanticTokensRangeParams: text_document.uri;
    TextDocumentPositionParams: text_document.uri;
}

impl<A, R, Answer> Mode<A, R> for AtOnce<Answer>
where
    A: AboutFile,
    R: Send + 'static,
    Answer: FnOnce(&mut State, &A) -> Result<Option<R>> + Send + 'static,
{
    fn answer(self, vaults: &Handle, params: A) -> Later<R> {
        let AtOnce(needs, answer) = self;
        let uri = params.uri().clone();
        Box::pin(vaults.request(uri, needs, move |state| answer(state, &params)))
    }
}

impl<A, R, Plan, Finish> Mode<A, R> for InBackground<Plan, Finish>
where
    A: AboutFile,
    R: Send + 'static,
    Request<A, Self>: Feature<State, Answer = R>,
{
    fn answer(self, vaults: &Handle, params: A) -> Later<R> {
        vaults.answer(params.uri().clone(), Request { params, mode: self })
    }
}

impl<A, R, P, T, Plan, Finish> Mode<A, R> for TextByText<P, T, Plan, Finish>
where
    A: AboutFile,
    R: Send + 'static,
    Request<A, Self>: Feature<State, Answer = R>,
{
    fn answer(self, vaults: &Handle, params: A) -> Later<R> {
        vaults.answer(params.uri().clone(), Request { params, mode: self })
    }
}

impl<A, R, M: Mode<A, SerializedResult>> Mode<A, R> for Serialized<M> {
    fn answer(self, vaults: &Handle, params: A) -> Later<R> {
        let answer = self.0.answer(vaults, params);
        Box::pin(async { answer.await.map(stash_result) })
    }
}

/// A request: its parameters and its mode.
pub(crate) struct Request<A, M> {
    pub(crate) params: A,
    pub(crate) mode: M,
}

impl<A, P, R, Plan, Finish> Feature<State> for Request<A, InBackground<Plan, Finish>>
where
    A: AboutFile,
    P: Send + Sync + 'static,
    R: Send + 'static,
    Plan: Fn(&mut State, &A) -> Result<Option<Planned<P>>> + Send + 'static,
    Finish: FnOnce(P, &RequestContext) -> Result<R> + Send + 'static,
{
    type Plan = P;
    type Part = Box<str>;
    type Answer = R;

    fn needs(&self) -> Needs {
        self.mode.0
    }

    fn plan(&self, state: &mut State) -> Result<Option<Planned<P>>> {
        (self.mode.1)(state, &self.params)
    }

    fn part(&self) -> PartOf<P, Box<str>> {
        |_, _, text, _| text.into()
    }

    fn finish(
        self,
        plan: P,
        texts: FileResults<Box<str>>,
        context: PlanContext<State>,
    ) -> Result<R> {
        (self.mode.2)(plan, &RequestContext::new(context, texts))
    }
}

impl<A, P, T, R, Plan, Finish> Feature<State> for Request<A, TextByText<P, T, Plan, Finish>>
where
    A: AboutFile,
    P: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
    Plan: Fn(&mut State, &A) -> Result<Option<Planned<P>>> + Send + 'static,
    Finish: FnOnce((P, FileResults<T>), &RequestContext) -> Result<R> + Send + 'static,
{
    type Plan = P;
    type Part = T;
    type Answer = R;

    fn needs(&self) -> Needs {
        self.mode.0
    }

    fn plan(&self, state: &mut State) -> Result<Option<Planned<P>>> {
        (self.mode.1)(state, &self.params)
    }

    fn part(&self) -> PartOf<P, T> {
        self.mode.2
    }

    fn finish(self, plan: P, parts: FileResults<T>, context: PlanContext<State>) -> Result<R> {
        (self.mode.3)((plan, parts), &RequestContext::new(context, Vec::new()))
    }
}

/// The same as `finish`, with the result serialized.
pub(crate) fn serialized<P, R: Serialize>(
    finish: impl FnOnce(P, &RequestContext) -> Result<R>,
) -> impl FnOnce(P, &RequestContext) -> Result<SerializedResult> {
    move |plan, context| SerializedResult::of(&finish(plan, context)?, context.files().len())
}
